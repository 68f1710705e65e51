#!/usr/bin/perl
# Every example runs (its assertions hold) and prints what the golden file of its name says.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../tools";
use Golden;
my $count = 0;
for my $script (sort glob "$FindBin::Bin/../../examples/*.cdl") {
    my ($name) = $script =~ m{([^/]+)\.cdl$};
    my $golden = "$FindBin::Bin/examples/$name.out";
    my $got = Golden::run($script);
    if ($ENV{BLESS}) {
        mkdir "$FindBin::Bin/examples";
        open my $f, '>', $golden or die "$golden: $!";
        print $f $got;
        close $f;
    }
    my $good = $got eq Golden::slurp($golden) && $got =~ /--- exit 0\n\z/;
    print $good ? 'ok ' : 'not ok ', ++$count, " - examples/$name.cdl\n";
    print map { "#   $_\n" } split /\n/, $got unless $good;
}
print "1..$count\n";
