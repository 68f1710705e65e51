#!/usr/bin/perl
# Exit status, and what runs after something failed.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

sub status_is {
    my ($expected, $what, @arguments) = @_;
    my ($status, $out, $err) = causal(@arguments);
    is $status, $expected, "$what: status $expected";
    return ($out, $err);
}

status_is 0, 'a good statement', '-e', '1 + 1';
status_is 0, 'nothing at all', '-e', '';
status_is 1, 'a statement that cannot be parsed', '-e', '1 +* 1';
status_is 1, 'an unknown name', '-e', 'nobody';
status_is 1, 'an unfinished statement', '-e', 'model m {';
status_is 3, 'a failed assertion', '-e', 'assert 1 == 2';
status_is 0, 'a true assertion', '-e', 'assert 1 == 1 +- 1e-9';

my ($out, $err) = status_is 1, 'a file that is not there', '/nowhere/at/all.cdl';
like $err, qr{/nowhere/at/all\.cdl}, 'the missing file is named';
is $out, '', 'errors go to standard error only';

my $file = write_file('bad.cdl', "1 + 1\nnobody\n2 + 3\n");
($out, $err) = status_is 1, 'a script with a bad statement', $file;
like $out, qr/\b2\b/, 'what stands before it has run';
unlike $out, qr/\b5\b/, 'what stands after it has not';
like $err, qr/\Q$file\E:2:1: error: /, 'the error says file, line and column';

($out, $err) = status_is 1, 'with --keep-going', '--keep-going', $file;
like $out, qr/\b5\b/, '--keep-going runs the rest';

my $failed = write_file('assert.cdl', "assert 1 == 2\n3 + 4\n");
($out, $err) = status_is 3, 'a script with a failed assertion', $failed;
unlike $out, qr/\b7\b/, 'a failed assertion stops the script';
($out, $err) = status_is 3, 'with --keep-going', '--keep-going', $failed;
like $out, qr/\b7\b/, '--keep-going goes on after a failed assertion';
status_is 1, 'an error outweighs an assertion', '--keep-going', $failed, $file;

($out, $err) = status_is 1, 'the first of two texts fails', '-e', 'nobody', '-e', '2 + 3';
unlike $out, qr/\b5\b/, 'the second does not run';
($out, $err) = status_is 1, 'the first of two texts fails', '--keep-going', '-e', 'nobody', '-e', '2 + 3';
like $out, qr/\b5\b/, 'with --keep-going the second runs';

done_testing;
