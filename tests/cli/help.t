#!/usr/bin/perl
# `:help`: every topic prints, and its example runs.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my ($status, $page) = causal('-e', ':help');
is $status, 0, ':help prints';
cmp_ok scalar(split /\n/, $page), '<=', 48, 'the first page is short';
my ($topics, $commands) = $page =~ /^Topics[^\n]*\n(.*?)\n\nCommands:\n(.*)\z/ms;
my @topics = $topics =~ /^  (\S+)/mg;
my @commands = $commands =~ /^  :(\S+)/mg;
cmp_ok scalar @topics, '>', 8, 'there are topics';
is "@commands", 'help load models quit reload set time vars', 'all commands are there';

sub example {
    my ($text) = @_;
    return join "\n", $text =~ /^    (.*)$/mg;
}
my ($first) = causal('-e', example($page) =~ s/\n:.*//sr);
is $first, 0, 'the example on the first page runs';

for my $topic (@topics) {
    my ($status, $out) = causal('-e', ":help $topic");
    is $status, 0, ":help $topic";
    is((grep { length > 80 } split /\n/, $out), 0, "$topic fits 80 columns");
    next unless $out =~ /^Example:\n(.*)\z/ms;
    ($status, my $answer, my $err) = causal('-e', example($1));
    is $status, 0, "the example of $topic runs" or diag $err;
    isnt $answer, '', "the example of $topic answers" unless $1 =~ /assert/;
}
for my $word (@commands, (map { ":$_" } @commands), qw(P E do frontdoor instruments components | _||_ -> <-> := latent csv verify digits format)) {
    ($status) = causal('-e', ":help $word");
    is $status, 0, ":help $word";
}

my ($failed, $out, $err) = causal('-e', ':help identfy');
is $failed, 1, 'an unknown topic fails';
like $err, qr/`identfy`.*did you mean `identify`/s, 'and the nearest is named';

done_testing;
