#!/usr/bin/perl
# What is seen on a terminal while a database works: that it is waited for and since when, or how much is done where the engine tells.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

# All that a terminal of some columns sees of a script, which is ended as soon as it shows what is waited for.
sub seen {
    my ($address, $columns, $wanted) = @_;
    write_file('wait.out', '');
    my $script = write_file('wait.cdl', "model m { a -> b }\nobserve m from \"$address\"\nm\n");
    my $pid = fork // die;
    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>', "$dir/wait.out" or die;
        $ENV{TERM} = 'xterm';
        exec 'script', '-qfec', "stty cols $columns; exec '" . Causal::program() . "' '$script'", '/dev/null' or die;
    }
    my $until = time + 20;
    sleep 0.05 until Causal::slurp("$dir/wait.out") =~ $wanted || waitpid($pid, 1) || time > $until;
    my ($child) = split ' ', Causal::slurp("/proc/$pid/task/$pid/children") if -e "/proc/$pid/task/$pid/children";
    kill 'INT', $child if $child;
    waitpid $pid, 0;
    return Causal::slurp("$dir/wait.out");
}

sub check {
    my ($name, $address) = @_;
    my $out = seen($address, 80, qr/waiting for the database, [12] s/);
    ok($out =~ /\rwaiting for the database, [012] s\e\[K/, "$name: is waited for", $out);
    ok($out =~ /\r\e\[K[^%\w]*\z/, "$name: Ctrl-C leaves nothing on the line", $out);
    $out = seen($address, 30, qr/\r[12] s/);
    ok($out =~ /\r[012] s\e\[K/ && $out !~ /waiting/, "$name: a narrow terminal has the seconds only", $out);
}

$ENV{CAUSAL_ODBC_PWD} = $Servers::password;
$ENV{CAUSAL_CLICKHOUSE_PWD} = 'secret';

my $sql = write_file('slow.sql', 'CREATE VIEW slow AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a % 3 AS a, 1 AS b FROM n;');
system("sqlite3 '$dir/slow.db' < '$sql'") == 0 or die 'sqlite3';
check('a view of SQLite', "sqlite:$dir/slow.db?table=slow");

my $pg = Servers::PostgreSQL->new or print "# $Servers::why: its tests are skipped\n";
if ($pg && $pg->connection) {
    $pg->sql("CREATE VIEW slow AS SELECT 1 AS a, 2 AS b FROM pg_sleep(30)");
    check('PostgreSQL', 'odbc:' . $pg->connection . '?table=slow');
}

my @ch = Servers::ClickHouse->pair or print "# $Servers::why: its tests are skipped\n";
if (@ch) {
    my $address = 'clickhouse:' . $ch[0]->address . '?table=';
    $ch[0]->sql('CREATE VIEW slow AS SELECT toString(number % 3) AS a, 1 AS b FROM system.numbers');
    check('ClickHouse', "${address}slow");

    # of a table it knows how many rows there are
    for my $s (@ch) {
        $s->sql('CREATE TABLE part (a UInt8, b UInt64) ENGINE = MergeTree ORDER BY a');
        $s->sql('INSERT INTO part SELECT number % 2, number FROM system.numbers LIMIT 4000000');
        $s->sql('CREATE VIEW hard AS SELECT a, length(' . 'SHA256(toString(' x 9 . 'b' . '))' x 9 . ') AS b FROM part');
    }
    $ch[0]->sql('CREATE TABLE everywhere (a UInt8, b UInt64) ENGINE = Distributed(pair, default, hard)');
    for my $table ('hard', 'everywhere') {
        my $out = seen("$address$table", 80, qr/[1-9]\d? %/);
        ok($out =~ /\r *\d+ % \S+.* \d+ s, about \d+ s left/, "ClickHouse tells how much of `$table` is done", $out);
    }
    (my $as = $address) =~ s{//}{//reader@};
    my $out = seen("${as}hard", 80, qr/[1-9]\d? %/);
    ok($out =~ /\r *\d+ % \S+/, 'and tells it to a user who may only read', $out);
}
finish();
