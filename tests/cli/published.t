#!/usr/bin/perl
# What others published of the data of the examples: scores of networks, and tables of a network. tests/unit/learn_published_t.c has numbers of
# other programs; examples/SOURCES.md says where the data are from.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $root = "$FindBin::Bin/../..";

# ---- Heckerman 1995, figure 8: log p(D, S) of the two best networks of the college plans, equivalent sample size 5 ----
my ($status, $out, $err) = causal('--format', 'csv', "$root/examples/college_plans.cdl");
is $status, 0, 'the college plans' or diag $err;
my %bdeu = $out =~ /^(first|second),.*,(-[0-9.]+)$/mg;
is sprintf('%.0f', $bdeu{first}), '-45653', 'the better network';
is sprintf('%.0f', $bdeu{second}), '-45699', 'the other one';

# ---- sachs.bif of the Bayesian Network Repository ----
# Each of its tables is what bnlearn's bn.fit(.., method = "bayes", iss = 1) makes of the 5400 cells: one observation spread over all entries.
my %parents = (
    Akt  => [qw(Erk PKA)], Erk => [qw(Mek PKA)], Jnk => [qw(PKA PKC)], Mek => [qw(PKA PKC Raf)], P38 => [qw(PKA PKC)], PIP2 => [qw(PIP3 Plcg)],
    PIP3 => ['Plcg'], PKA => ['PKC'], PKC => [], Plcg => [], Raf => [qw(PKA PKC)],
);
my @name = sort keys %parents;
my $arrows = join '; ', map { my $v = $_; map { lc($_) . ' -> ' . lc $v } @{$parents{$v}} } @name;
my $model = "model m { $arrows; var @{[join ', ', map { lc } @name]} : {low, avg, high} }";

sub tables {
    my (@arguments) = @_;
    my ($status, $out, $err) = causal('--format', 'json', @arguments);
    is $status, 0, 'tables' or diag $err;
    return map { [/"p":([0-9.e+-]+)/g] } grep { /"kind":"distribution"/ } split /\n/, $out;
}

sub question {
    my ($v, $spell) = @_;
    my $set = join ', ', map { $spell->($_) } @{$parents{$v}};
    return ('-e', 'P(' . $spell->($v) . ($set ? " | do($set))" : ')'));
}

my @published = tables('-e', "import sachs from \"$root/tests/networks/sachs.bif\"", map { question($_, sub { $_[0] }) } @name);
my @ours = tables(
    '-e', $model,
    map {
        my $prior = sprintf '%.17g', 1 / 3**(1 + @{$parents{$_}});
        ('-e', "fit m from \"$root/examples/sachs_pooled.csv.gz\" prior $prior", question($_, sub { lc $_[0] }))
    } @name
);
is scalar(@ours), 11, 'eleven tables';
my ($entries, $worst) = (0, 0);
for my $i (0 .. $#name) {
    is scalar(@{$ours[$i]}), scalar(@{$published[$i]}), "$name[$i] has as many entries";
    for my $k (0 .. $#{$ours[$i]}) {
        my $off = abs $ours[$i][$k] - $published[$i][$k];
        $worst = $off if $off > $worst;
        $entries++;
    }
}
is $entries, 267, 'all of its entries';
cmp_ok $worst, '<', 1e-6, "are those of the repository (off by $worst at most)";

# ---- Sachs and others 2005: what they found, and then saw when Erk was taken away ----
($status, $out, $err) = causal("$root/examples/sachs.cdl");
is $status, 0, 'Akt hears Erk, PKA does not' or diag $err;
like $out, qr/; 0 of 35 rejected at 0\.05/, 'and the network that was known is not refuted by the cells that nothing was done to';

done_testing;
