#!/usr/bin/perl
# LaLonde's trainees: a difference of means, with the interval of two samples (examples/SOURCES.md). Earnings are
# numbers, and each amount that occurs is a state: by `values`, or declared.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;
use Tables;

my $examples = "$FindBin::Bin/../../examples";

for (['nsw_experiment.csv', 1794.34], ['lalonde_psid.csv', -635.03]) {
    my ($file, $published) = @$_;
    my @men = columns("$examples/$file", 'treat', 're78');
    my %seen = map { $_->[1] => 1 } @men;
    my $states = join ', ', sort { $a <=> $b } keys %seen;
    my ($difference, $error) = two_samples(@men);
    for (['declared', "; var re78 : {$states}", ''], ['values', '', 'values re78']) {
        my ($how, $var, $option) = @$_;
        my ($status, $out, $err) = causal('--format', 'json', '-e', "model m { treat -> re78$var }",
            '-e', qq{observe m from "$examples/$file" $option}, '-e', 'effect treat -> re78');
        is $status, 0, "$file is read, $how" or diag $err;
        my ($got, $low, $high) = $out =~ /"mean_difference".*?"value":(-?[\d.]+).*?"low":(-?[\d.]+),"high":(-?[\d.]+)/;
        diag $out unless defined $got;
        cmp_ok abs(($got // 0) - $published), '<', 0.005, "$file, $how: $published, as published";
        cmp_ok abs(($got // 0) - $difference), '<', 1e-6, "$file, $how: the difference of the means";
        cmp_ok abs(($high // 0) - $difference - 1.959963984540054 * $error), '<', 1e-3, "$file, $how: its interval";
    }
}
done_testing;
