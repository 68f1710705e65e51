#!/usr/bin/perl
# The command line: what each option does, and how wrong use is answered.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my ($status, $out, $err) = causal('--version');
is $status, 0, '--version succeeds';
like $out, qr/^causal \d+\.\d+\.\d+\n\z/, '--version prints one line';

($status, $out, $err) = causal('--help');
is $status, 0, '--help succeeds';
like $out, qr/^usage: causal/, '--help goes to standard output';
like $out, qr/--$_\b/, "--help names --$_" for qw(format color quiet verify exact show memory threads keep-going version help);
is $err, '', '--help writes no errors';
is((grep { length > 80 } split /\n/, $out), 0, '--help fits 80 columns');

# Wrong use: one line on standard error, status 2, nothing on standard output.
sub wrong {
    my ($what, $pattern, @arguments) = @_;
    my ($status, $out, $err) = causal(@arguments);
    is $status, 2, "$what: status 2";
    is $out, '', "$what: nothing on standard output";
    like $err, qr/\Acausal: [^\n]*$pattern[^\n]*\n\z/, "$what: one line that helps";
}
wrong 'unknown long option', qr/`--fromat`; did you mean `--format`/, '--fromat', 'json';
wrong 'unknown long option with a value', qr/`--colour`; did you mean `--color`/, '--colour=always';
wrong 'nothing like any option', qr/`--xyzzyplugh`; `causal --help`/, '--xyzzyplugh';
wrong 'unknown letter', qr/unknown option `-z`/, '-z';
wrong 'unknown letter among others', qr/unknown option `-z`/, '-qz';
wrong 'missing argument', qr/`-e` needs an argument/, '-e';
wrong 'missing argument of a long option', qr/`--format` needs an argument/, '--format';
wrong 'argument where none belongs', qr/`--verify` takes no argument/, '--verify=on';
wrong 'unknown format', qr/`jsno`; did you mean `json`/, '--format=jsno', '-e', '1';
wrong 'unknown color choice', qr/auto, always, never/, '--color=maybe', '-e', '1';
wrong 'memory that is no size', qr/`memory` cannot be `much`; .*512M/, '--memory=much', '-e', '1';
wrong 'less memory than anything takes', qr/`memory` cannot be `1K`/, '--memory', '1K', '-e', '1';
wrong 'more memory than there is', qr/`memory` cannot be `999999T`/, '--memory', '999999T', '-e', '1';
wrong 'no threads', qr/`threads` cannot be `0`/, '--threads=0', '-e', '1';
wrong 'unknown stage', qr/`tensors`; did you mean `tensor`/, '--show', 'tensors', '-e', '1';

($status, $out) = causal('-e', '1 + 1');
is $status, 0, '-e succeeds';
like $out, qr/\b2\b/, '-e runs its text';

($status, $out) = causal('-e', '1 + 1', '-e', '2 + 3');
like $out, qr/\b2\b.*\b5\b/s, '-e may be repeated';

my $file = write_file('three.cdl', "1 + 2\n");
($status, $out) = causal('-e', '1 + 1', $file, '-e', '2 + 3');
is $status, 0, 'texts and files mix';
like $out, qr/\b2\b.*\b3\b.*\b5\b/s, 'texts and files run in the order given';

($status, $out) = run_with({in => "3 + 4\n"}, '-e', '1 + 1', '-', $file);
like $out, qr/\b2\b.*\b7\b.*\b3\b/s, '- is standard input, in its place';

my $dashed = write_file('-e', "10 + 1\n");
chdir $Causal::dir or die;
($status, $out, $err) = causal('--', '-e');
like $out, qr/\b11\b/, 'after -- everything is a file';

($status, $out) = causal('-e', 'let a = 2', '-e', 'a * 21');
like $out, qr/\b42\b/, 'names live on from one text to the next';

($status, $out) = causal('--form', 'json', '-e', '1 + 1');
like $out, qr/^\{/, 'long options may be shortened';

for my $format (qw(table json csv latex markdown)) {
    ($status, $out, $err) = causal("--format=$format", '-e', '1 + 1');
    is $status, 0, "--format=$format is known";
    is $err, '', "--format=$format writes no errors";
}

my $model = 'model m { X -> Y; var X, Y : {0, 1}; P(X) = [0.5, 0.5]; P(Y | X) = [0.9, 0.1, 0.2, 0.8] }';
for my $stage (qw(tokens ast diagram surgery tensor)) {
    ($status, $out, $err) = causal("--show=$stage", '-e', $model, '-e', 'P(Y | do(X = 1))');
    is $status, 0, "--show=$stage is known";
    like $out, qr/^$stage:\n./m, "--show=$stage prints its stage";
}

($status, $out, $err) = causal('--verify', '-e', $model, '-e', 'P(Y | do(X = 1))');
is $status, 0, '--verify succeeds';
isnt $out, (causal('-e', $model, '-e', 'P(Y | do(X = 1))'))[1], '--verify says more';

($status, $out, $err) = causal('--exact', '-e', '1/3 + 1/8', '-e', 'assert 0.1 + 0.2 == 0.3');
is $status, 0, '--exact succeeds';
like $out, qr{^11/24 \(0\.458333(?:\.\.\.|…)\)$}m, '--exact prints fractions';
isnt +(causal('-e', '0.1 + 0.2 == 0.3'))[1], (causal('--exact', '-e', '0.1 + 0.2 == 0.3'))[1], 'and compares them';

done_testing;
