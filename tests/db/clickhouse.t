#!/usr/bin/perl
# Two ClickHouse servers with half of the rows each behind a Distributed table: the counts of the whole, of which only groups travel;
# a shard that dies, errors, Ctrl-C.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

my @ch = Servers::ClickHouse->pair;
if (!@ch || !$ch[0]) {
    print "1..0 # SKIP $Servers::why\n";
    exit 0;
}
$ENV{CAUSAL_CLICKHOUSE_PWD} = 'secret';

sub observe {
    my ($address, $more, $options) = @_;
    my ($status, $out, $err) = causal('--keep-going', '--format', 'csv', '--interval=off', '-e', "model m { a -> b }\nobserve m from \"$address\" @{[$options // '']}\n" . ($more // 'P(a, b)'));
    return "$out$err";
}

# The same rows in a file.
my (@rows, @half);
srand 3;
push @rows, [int rand 3, rand() < .1 ? '\\N' : ('no', 'yes', "it's", 'a"b')[rand 4], int rand 4] for 1 .. 20000;
write_file('t.csv', join '', map { join(',', map { /"/ ? '"' . s/"/""/gr . '"' : $_ } @$_) . "\n" } ['a', 'b', 'w'], @rows);
for my $k (0, 1) {
    my $s = $ch[$k];
    $s->sql('CREATE TABLE part (a Int32, b Nullable(String), w UInt8) ENGINE = MergeTree ORDER BY a');
    $s->sql('INSERT INTO part FORMAT TabSeparated' . "\n" . join '', map { join("\t", @{$rows[$_]}) . "\n" } grep { $_ % 2 == $k } 0 .. $#rows);
}
$ch[0]->sql('CREATE TABLE whole AS part ENGINE = Distributed(pair, default, part)');
my $address = 'clickhouse:' . $ch[0]->address . '?table=whole';

for my $options ('', 'weight w', 'sampling weight w') {
    my ($got, $want) = (observe($address, undef, $options), observe("$dir/t.csv", undef, $options));
    ok($got eq $want && $got =~ /yes/, "the counts of two shards are those of the file $options", $got, $want);
}
my $log = Servers::slurp($ch[1]{statements});
ok($log =~ /SELECT .*GROUP BY/i, 'the second shard was asked for groups');
my ($from, $to) = $log =~ /Aggregated\. (\d+) to (\d+) rows/ ? ($1, $2) : (0, 0);
ok($from == 10000 && $to > 0 && $to <= 15, 'and sent only these', "$from to $to", grep { /aggreg/i } split /\n/, $log);
ok($log !~ /SELECT [^\n]*FROM default\.part *(?:\n|$)(?!.*GROUP)/i, 'rows never travel');

# who may only read, and may not be told so
for my $user ('reader', 'setter') {
    (my $as = $address) =~ s{//}{//$user@};
    my ($got, $want) = (observe($as), observe("$dir/t.csv"));
    ok($got eq $want, "a user who is read-only already: $user", $got);
    ok(observe($as =~ s/whole/nothing/r) =~ /error: cannot read .*doesn't exist/, "$user: a table that is not there");
}

# errors
ok(observe('clickhouse:' . $ch[0]->address . '?table=nothing') =~ /error: cannot read .*doesn't exist/, 'a table that is not there');
my $near = observe('clickhouse:' . $ch[0]->address . '?table=whol');
ok($near =~ /did you mean `whole`\?/ && $near !~ /displayText|e\.what/, 'the nearest one is named, in few words', $near);
ok(observe($address, '', 'with aa as a') =~ /has no column `aa`/, 'a column that is not there');
ok(observe($address, '', 'weight b') =~ /error: cannot read .*Exception/, 'texts are no weights');
{
    local $ENV{CAUSAL_CLICKHOUSE_PWD} = 'wrong-word';
    my $said = observe($address);
    ok($said =~ /error: cannot read.*the password is taken from .*CAUSAL_CLICKHOUSE_PWD/s && $said !~ /wrong-word/, 'a wrong password is not shown', $said);
    delete $ENV{CAUSAL_CLICKHOUSE_PWD};
    (my $inside = $address) =~ s{//}{//default:secret@};
    $said = observe($inside, 'm');
    ok($said =~ /default:\*{6}@.*observations/ && $said !~ /secret/, 'a password in the address is used, and shown nowhere', $said);
}
ok(observe("clickhouse:http://127.0.0.1:@{[Servers::free_port()]}/?table=t") =~ /error: cannot read .*connect/, 'nobody listens');
$ch[0]->sql('CREATE VIEW bad AS SELECT a, toString(intDiv(1, a - 2)) AS b FROM whole');
ok(observe('clickhouse:' . $ch[0]->address . '?table=bad') =~ /error: cannot read .*[Dd]ivision by zero/, 'an error among the rows is no answer');

# a long query: Ctrl-C, and a server that dies
$ch[0]->sql('CREATE VIEW slow AS SELECT toString(number % 3) AS a, toString(sleepEachRow(0.001)) AS b FROM system.numbers');
my $slow = 'clickhouse:' . $ch[0]->address . '?table=slow';

sub during {
    my ($address, $do) = @_;
    my $pid = fork // die;
    if ($pid == 0) {
        open STDOUT, '>', "$dir/during" or die;
        open STDERR, '>&', \*STDOUT or die;
        exec Causal::program(), '--keep-going', '-e', "model m { a -> b }\nobserve m from \"$address\"\n1 + 41" or die;
    }
    sleep 1;
    $do->($pid);
    my $until = time + 20;
    while (waitpid($pid, 1) == 0) {
        kill 'KILL', $pid if time > $until;
        sleep 0.05;
    }
    return Causal::slurp("$dir/during");
}
$ch[1]->stop('KILL');
my $said = observe($address);
ok($said =~ /error: cannot read/ && $said !~ /^\d.*,0\.\d/m, 'a shard that died is an error, no answer from the others', $said);
$said = during($slow, sub { $ch[0]->stop('KILL') });
ok($said =~ /error: cannot read/ && $said =~ /^42$/m, 'a server that dies in the middle is an error, and the session lives', $said);
finish();
