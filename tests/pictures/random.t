#!/usr/bin/perl
# Random models drawn in every way: nothing overlaps, every variable is named, and text pictures hold every name.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib "$FindBin::Bin/../cli", "$FindBin::Bin/../tools";
use Causal;
use Picture;

my $state = 5;
sub below { my ($n) = @_; $state = ($state * 1103515245 + 12345) % 2**31; return int(($state >> 8) % $n) }

my $count = $ENV{CAUSAL_MODELS} || 40;
for my $round (1 .. $count) {
    my $n = 2 + below(8);
    my @name = map { below(4) ? "V$_" : "variable_$_" } 1 .. $n;
    my @lines = ('var ' . join(', ', @name) . ' : {0, 1}');
    for my $b (1 .. $n - 1) {
        for my $a (0 .. $b - 1) {
            push @lines, "$name[$a] -> $name[$b]" if below(10) < 4;
            push @lines, "$name[$a] <-> $name[$b]" if below(10) < 1;
        }
    }
    my $model = write_file('m.cdl', "model m {\n" . join('', map { "  $_\n" } @lines) . "}\n");
    my $x = $name[below($n)];
    my @ways = ('m', 'm as dag', 'm as dag dir tb', "do(m, $x = 1)", "cut(m, $x) after", 'm as comb', 'm dir lr');
    my @wrong;
    for my $way (@ways) {
        my ($status, undef, $err) = causal('-q', $model, '-e', "draw $way to \"$Causal::dir/p.svg\"");
        push @wrong, "$way: $err" if $status;
        my $svg = Causal::slurp("$Causal::dir/p.svg");
        push @wrong, map { "$way: $_" } Picture::overlaps($svg);
        push @wrong, map { "$way: $_ is not there" } grep { $svg !~ />\Q$_\E</ } @name;
    }
    for my $way ('m', 'm as dag', "do(m, $x = 1)") {
        my ($status) = causal('-q', $model, '-e', "draw $way to \"$Causal::dir/p.txt\"");
        my $text = Causal::slurp("$Causal::dir/p.txt");
        push @wrong, map { "$way as text: $_ is not there" } grep { $status || index($text, $_) < 0 } @name;
    }
    is "@wrong[0 .. ($#wrong > 3 ? 3 : $#wrong)]", '', "model $round, of $n" or diag Causal::slurp($model);
}
done_testing;
