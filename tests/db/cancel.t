#!/usr/bin/perl
# Being told to end while a server works: a script ends by the signal, soon, and nothing goes on running at the server; the prompt comes
# back. A server that no longer moves cannot keep anybody.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

# Run a script and, once the server works on its statement, do something: how it ended, what it said, seconds after that.
sub script {
    my ($address, $works, $do) = @_;
    my $script = write_file('long.cdl', "model m { a -> b }\nobserve m from \"$address\"\n1 + 41\n");
    my $pid = fork // die;
    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>', "$dir/long.out" or die;
        open STDERR, '>&', \*STDOUT or die;
        exec Causal::program(), '--keep-going', $script or die;
    }
    my $until = time + 20;
    sleep 0.05 until $works->() || time > $until;
    sleep 0.3;
    my $began = time;
    $do->($pid);
    my $ended = 0;
    sleep 0.02 until ($ended = waitpid $pid, 1) || time > $began + 15;
    my $status = $ended ? $? : 'it never ended';
    my $seconds = time - $began;
    kill('KILL', $pid), waitpid $pid, 0 unless $ended;
    return ($status, Causal::slurp("$dir/long.out"), $seconds);
}

# What runs at the server falls to nothing within some seconds.
sub idle {
    my ($running) = @_;
    my ($until, $n) = (time + 5, 0);
    sleep 0.1 while ($n = $running->()) && time < $until;
    return !$n;
}

sub check {
    my ($name, $address, $running) = @_;
    my %number = (INT => 2, TERM => 15, HUP => 1);
    for my $signal ('INT', 'TERM', 'HUP') {
        my ($status, $out, $seconds) = script($address, $running, sub { kill $signal, $_[0] });
        ok($status eq $number{$signal} && $seconds < 3, "$name: SIG$signal ends a script", "status $status, $seconds s", $out);
        ok(idle($running), "$name: and its statement at the server", $running->());
        ok($out !~ /42|error|observations/, "$name: no answer, and nothing goes on", $out);
    }
}

$ENV{CAUSAL_ODBC_PWD} = $Servers::password;
$ENV{CAUSAL_CLICKHOUSE_PWD} = 'secret';

my $pg = Servers::PostgreSQL->new or print "# $Servers::why: its tests are skipped\n";
if ($pg && $pg->connection) {
    my $running = sub { $pg->sql("SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query ~* 'GROUP BY|^fetch' AND pid <> pg_backend_pid()") + 0 };
    $pg->sql("CREATE TABLE t (a TEXT, b TEXT); INSERT INTO t VALUES ('0', '1');"
          . 'CREATE VIEW asleep AS SELECT t.* FROM t, pg_sleep(60);'
          . "CREATE VIEW busy AS SELECT x % 3 AS a, y % 2 AS b FROM generate_series(1, 1000000) x, generate_series(1, 1000000) y");
    check('PostgreSQL, asleep', 'odbc:' . $pg->connection . '?table=asleep', $running);
    check('PostgreSQL, busy', 'odbc:' . $pg->connection . '?table=busy', $running);
    check('PostgreSQL, read in pieces', 'odbc:' . $pg->connection . ';UseDeclareFetch=1;Fetch=10?table=asleep', $running);

    # neither the statement nor the wish to cancel it is ever answered
    my @all;
    my ($status, $out, $seconds) = script('odbc:' . $pg->connection . '?table=asleep', $running, sub {
        @all = ($pg->{pid}, split ' ', Causal::slurp("/proc/$pg->{pid}/task/$pg->{pid}/children"));
        kill 'STOP', @all;
        kill 'INT', $_[0];
    });
    kill 'CONT', @all;
    ok($status eq 2 && $seconds < 4, 'PostgreSQL: SIGINT ends a script although the server hangs', "status $status, $seconds s", $out);
}

my $maria = Servers::MariaDB->new or print "# $Servers::why: its tests are skipped\n";
if ($maria && $maria->connection) {
    $maria->sql("CREATE TABLE t (a VARCHAR(9), b VARCHAR(9)); INSERT INTO t VALUES ('0', '1'); CREATE VIEW asleep AS SELECT t.* FROM t WHERE SLEEP(60) = 0;"
          . 'CREATE VIEW busy AS SELECT x.seq % 3 AS a, y.seq % 2 AS b FROM seq_1_to_1000000 x, seq_1_to_1000000 y');
    for my $view ('asleep', 'busy') {
        check("MariaDB, $view", 'odbc:' . $maria->connection . "?table=$view", sub { $maria->sql("SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%$view%' AND id <> connection_id()") + 0 });
    }
}

my @ch = Servers::ClickHouse->pair or print "# $Servers::why: its tests are skipped\n";
if (@ch) {
    $_->sql('CREATE VIEW busy AS SELECT toString(number % 3) AS a, toString(number % 2) AS b FROM system.numbers') for @ch;
    $ch[0]->sql('CREATE TABLE everywhere (a String, b String) ENGINE = Distributed(pair, default, busy)');
    my $at = sub { my ($s) = @_; $s->sql("SELECT count() FROM system.processes WHERE query LIKE '%GROUP BY%' AND query NOT LIKE '%system.processes%'") + 0 };
    check('ClickHouse', 'clickhouse:' . $ch[0]->address . '?table=busy', sub { $at->($ch[0]) });
    check('ClickHouse, two shards', 'clickhouse:' . $ch[0]->address . '?table=everywhere', sub { $at->($ch[0]) + $at->($ch[1]) });
}
finish();
