#!/usr/bin/perl
# The manual pages: their examples run, mandoc finds no fault, and they name all there is.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $root = $Causal::root;
my $examples = `CAUSAL=@{[Causal::program()]} $root/tests/tools/man-examples 2>&1`;
is $?, 0, 'the examples of the pages run' or diag $examples;
cmp_ok scalar(() = $examples =~ /^ok/mg), '>', 15, 'and there are some';

# A page that is not installed cannot be found by the other.
my @faults = grep { !/referenced manual not found|outdated mandoc\.db/ } `mandoc -T lint -W style $root/man/*.[15] 2>&1`;
is "@faults", '', 'mandoc -T lint';

my $program = Causal::slurp("$root/man/causal.1");
my ($status, $help) = causal('--help');
ok $program =~ qr/Fl -\Q$_\E\b/, "causal.1 names --$_" for $help =~ /--([a-z-]+)/g;
my ($again, $page) = causal('-e', ':help');
ok $program =~ qr/Ic :$_\b/, "causal.1 names :$_" for $page =~ /^  :(\S+)/mg;

my $language = Causal::slurp("$root/man/cdl.5");
my $limits = Causal::slurp("$root/src/base/limits.h");
while ($limits =~ /^ +(LIMIT_(?!LOAD)\w+) = ([^,]+?),? *\/\*/mg) {
    my ($name, $value) = ($1, eval $2);
    ok $language =~ qr/^\.It $value Ta/m, "cdl.5 gives $name, $value";
}

done_testing;
