#!/usr/bin/perl
# `explain plan`: what it says in each format. Times are different in each run; they are only checked to be there.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $model = 'model m { var A, B, C, D : {no, yes}; A -> B -> C -> D; P(A) = [0.2, 0.8]; P(B | A) = [0.9, 0.1, 0.2, 0.8]; '
    . 'P(C | B) = [0.7, 0.3, 0.4, 0.6]; P(D | C) = [0.6, 0.4, 0.1, 0.9] }';

# What a question says, its times as "T".
sub planned {
    my ($format, $question) = @_;
    my ($status, $out, $err) = causal('--format', $format, '-e', $model, '-e', "explain plan $question");
    is $status, 0, "$format: $question is planned";
    is $err, '', 'without complaints';
    $out =~ s/\b[0-9][0-9.e+-]* (?=us|ms|s |ns)/T /g;
    $out =~ s/(seconds_(?:planned|run)(?:":|,,,))[0-9.e+-]+/$1T/g;
    return $out;
}

my $out = planned('table', 'P(B | A = yes)');
like $out, qr/^  network         4 boxes$/m, 'how large the network is';
like $out, qr/^  pruned          2 barren/m, 'what was left out';
like $out, qr/^  method          conditioning/m, 'the method';
like $out, qr/^  time            .*T [mu]?s to run/m, 'the time';

like planned('table', 'marginals m | do(B = yes)'), qr/4 boxes after surgery\n.*surgery/s, 'after surgery, for all marginals';
like planned('table', 'most probable | D = yes'), qr/nothing barren|pruned/, 'for the most probable assignment';
like planned('markdown', 'P(B)'), qr/^- pruned: 2 barren/m, 'in Markdown';
like planned('latex', 'P(B)'), qr/^\\item\[pruned\] 2 barren/m, 'in LaTeX';
like planned('csv', 'P(B)'), qr/^item,variable,width,value\nboxes,,,4\nbarren,,,2\n.*seconds_run,,,T\n\z/s, 'in CSV';
like planned('json', 'P(B)'), qr/^\{"kind":"plan","query":"P\(B\)","method":"conditioning","boxes":4,"barren":2,.*"seconds_run":T\}\n\z/,
    'in JSON';

# A plan needs numbers, as the answer does.
my ($status, undef, $err) = causal('-e', 'model g { X -> Y }', '-e', 'explain plan P(Y)');
is $status, 1, 'no numbers, no plan';
like $err, qr/`Y` has no states yet/, 'and it says why';

done_testing;
