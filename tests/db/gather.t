#!/usr/bin/perl
# Several servers count at the same time: each statement here waits until the other one runs, so that one after the other would never end.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

my $pg = Servers::PostgreSQL->new;
my $connection = $pg && $pg->connection;
if (!$connection) {
    print "1..0 # SKIP @{[$Servers::why || 'no ODBC driver of PostgreSQL']}\n";
    exit;
}
$ENV{CAUSAL_ODBC_PWD} = $Servers::password;

$pg->sql(<<'END');
CREATE FUNCTION meet(other TEXT) RETURNS INTEGER LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. 1000 LOOP
    PERFORM pg_stat_clear_snapshot();
    IF EXISTS (SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%GROUP BY%' AND query LIKE '%' || other || '%' AND pid <> pg_backend_pid()) THEN
      PERFORM pg_sleep(0.3); -- to be seen as well
      RETURN 1;
    END IF;
    PERFORM pg_sleep(0.01);
  END LOOP;
  RAISE EXCEPTION 'nobody came';
END $$;
CREATE TABLE t AS SELECT i % 2 AS a, i % 3 AS b FROM generate_series(1, 600) i;
CREATE VIEW first_one AS SELECT t.* FROM t, (SELECT meet('second_one') AS m) s WHERE m = 1;
CREATE VIEW second_one AS SELECT t.* FROM t, (SELECT meet('first_one') AS m) s WHERE m = 1;
CREATE VIEW asleep AS SELECT t.* FROM t, pg_sleep(60);
END

sub source { return "\"odbc:$connection?table=$_[0]\"" }
write_file('own.csv', "b,a\n7,1\n7,1\n");

my ($status, $out, $err) = causal('-e', "model m { a -> b }\nobserve m from @{[source('first_one')]}, \"$dir/own.csv\", @{[source('second_one')]}\nassert P(a = 1) == 602/1202\nassert P(b = 7) == 2/1202");
ok($status == 0, 'two statements that wait for each other both end, and all rows count', $out, $err);

($status, $out, $err) = causal('-e', "model m { a -> b }\nobserve m from \"$dir/own.csv\"\nobserve m from @{[source('t')]}, @{[source('tt')]}, @{[source('t')]}\n", '-e', 'P(b = 7)', '--keep-going');
ok($err =~ /`odbc:.*table=tt`/ && $err !~ /table=t`/, 'when one fails it is named', $err);
ok($out =~ /^1\.0000/, 'and the model keeps the data it had', $out);

my $script = write_file('wait.cdl', "model m { a -> b }\nobserve m from @{[source('asleep')]}, @{[source('asleep')]}\n");
my $pid = fork // die;
if ($pid == 0) {
    open STDOUT, '>', "$dir/out" or die;
    open STDERR, '>&', \*STDOUT or die;
    exec Causal::program(), $script or die;
}
my $running = sub { $pg->sql("SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%asleep%' AND pid <> pg_backend_pid()") + 0 };
my $until = time + 20;
sleep 0.05 while $running->() < 2 && time < $until;
ok($running->() == 2, 'both servers are asked');
kill INT => $pid;
waitpid $pid, 0;
ok(($? & 127) == 2, 'a signal ends the script', Causal::slurp("$dir/out"));
$until = time + 20;
sleep 0.05 while $running->() && time < $until;
ok($running->() == 0, 'and both statements');
finish();
