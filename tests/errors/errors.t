#!/usr/bin/perl
# Every error message reads as its golden file says, and every error code of the program has a golden file.
#
# A script is named CODE.cdl, or CODE-something.cdl for further cases of one code. Codes that no script can raise are listed
# in elsewhere.txt with the test that raises them.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../tools";
use Golden;

my @scripts = sort glob "$FindBin::Bin/*.cdl";
my $count = Golden::all(@scripts);

my %raised;
my $root = "$FindBin::Bin/../..";
for my $file (glob("$root/src/*/*.c"), "$root/grammar/cdl.y", "$root/grammar/cdl.re") {
    my $text = Golden::slurp($file);
    $raised{$1} = 1 while $text =~ /diag_(?:error|warn)\([^"]*?"([a-z0-9-]+)"/gs;
    $raised{$1} = 1 while $text =~ /lang_report(?:_end)?\([^"]*?"([a-z0-9-]+)"/gs;
    $raised{$1} = 1 while $text =~ /[?:]\s*"([a-z0-9]+-[a-z0-9-]+)"\s*[:,]/gs;
}
my %elsewhere = map { /^([a-z0-9-]+)\s/ ? ($1 => 1) : () } split /\n/, Golden::slurp("$FindBin::Bin/elsewhere.txt");
for my $code (sort keys %raised) {
    my @own = grep { m{/\Q$code\E(?:-[a-z0-9-]+)?\.cdl$} } @scripts;
    my $good = @own || $elsewhere{$code};
    print $good ? 'ok ' : 'not ok ', ++$count, " - error code $code has a test\n";
}
print "1..$count\n";
