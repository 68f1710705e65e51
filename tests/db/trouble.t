#!/usr/bin/perl
# Trouble on real servers, and what is left of it: a table that changes between two questions, a server process that is killed among the
# groups, counts beyond 32 bits, a million levels. There is an error and no answer from a part of the rows, and the model keeps what it had.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Fcntl;
use POSIX qw(mkfifo);
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

sub run {
    my ($script) = @_;
    my ($status, $out, $err) = causal('--keep-going', '--format', 'csv', '--interval=off', '-e', $script);
    return "$out$err";
}

# Run a script; once `when` is true, do something. All that it says.
sub meanwhile {
    my ($script, $when, $do) = @_;
    write_file('while.out', '');
    my $pid = fork // die;
    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>', "$dir/while.out" or die;
        open STDERR, '>&', \*STDOUT or die;
        exec Causal::program(), '--keep-going', '--format', 'csv', '--interval=off', '-e', $script or die;
    }
    my $until = time + 20;
    sleep 0.05 until $when->() || time > $until;
    $do->();
    my $ended;
    sleep 0.05 until ($ended = waitpid $pid, 1) || time > $until + 20;
    kill('KILL', $pid), waitpid $pid, 0 unless $ended;
    return Causal::slurp("$dir/while.out");
}

$ENV{CAUSAL_ODBC_PWD} = $Servers::password;
my $pg = Servers::PostgreSQL->new or print "# $Servers::why: its tests are skipped\n";
my $maria = Servers::MariaDB->new or print "# $Servers::why: its tests are skipped\n";
my %server = ($pg && $pg->connection ? (PostgreSQL => $pg) : (), $maria && $maria->connection ? (MariaDB => $maria) : ());
my $model = "model m { a -> b }\n";

for my $name (sort keys %server) {
    my $s = $server{$name};
    my $c = 'odbc:' . $s->connection;
    $s->sql("CREATE TABLE t (a VARCHAR(20), b VARCHAR(20)); INSERT INTO t VALUES ('0','0'),('0','1'),('1','1'),('1','1');"
          . "CREATE TABLE patients (a VARCHAR(20), b VARCHAR(20)); INSERT INTO patients VALUES ('0','0')");

    # rows come between two questions: the counts are those of the time of `observe`
    my ($fifo, $file) = ("$dir/$name.fifo");
    mkfifo $fifo, 0600 or die "mkfifo: $!";
    my $said = meanwhile("$model observe m from \"$c?table=t\"\nP(a = 0) in m\nmodel n { var c }\nobserve n from \"$fifo\"\nP(a = 0) in m\nobserve m from \"$c?table=t\"\nP(a = 0) in m",
        sub { sysopen $file, $fifo, O_WRONLY | O_NONBLOCK }, sub { # it waits for somebody to write
            $s->sql("INSERT INTO t VALUES ('1','0'),('1','1'),('1','1'),('1','1')");
            syswrite $file, "c\n1\n0\n";
            close $file;
        });
    my @p = $said =~ /^(?:.*,)?(0\.\d+)$/mg;
    ok("@p" eq '0.5 0.5 0.25', "$name: rows that come later count when they are observed", $said);
    $s->sql("DELETE FROM t WHERE a = '1' AND b = '0'");

    # the nearest table, also where it is of another schema than the one that was meant
    ok(run("$model observe m from \"$c?table=patient\"") =~ /did you mean `patients`\?/, "$name: the nearest table is named");
    ok(run("$model observe m from \"$c?table=elephants\"") =~ /its tables are .*\bpatients\b/, "$name: without one, those that there are");

    # a model keeps what it had
    my $had = run("$model observe m from \"$c?table=t\"\nP(b | a)");
    $said = run("$model observe m from \"$c?table=t\"\nobserve m from \"$c?table=nothing\"\nP(b | a)");
    ok($said =~ /error: cannot read/ && index($said, $had) >= 0, "$name: after an error the model has the data that it had", $said, $had);

    # a million levels, where these are made in reasonable time
    $s->sql($name eq 'PostgreSQL' ? "CREATE VIEW ids AS SELECT 'id ' || x AS a, 1 AS b FROM generate_series(1, 1000000) x"
        : "CREATE VIEW ids AS SELECT CONCAT('id ', seq) AS a, 1 AS b FROM seq_1_to_50000");
    $said = run("$model observe m from \"$c?table=ids\"\n1 + 41");
    ok($said =~ /error: .*column `a` has more than \d+ different values/ && $said =~ /^42$/m, "$name: more levels than can be", $said);
}

if ($server{PostgreSQL}) {
    my $c = 'odbc:' . $pg->connection;

    # a schema of its own for the function count, which counts two and a half billions for each row
    $pg->sql('CREATE SCHEMA big; CREATE FUNCTION big.more(BIGINT) RETURNS BIGINT IMMUTABLE LANGUAGE SQL AS $$ SELECT $1 + 2500000000 $$;'
          . "CREATE AGGREGATE big.count(*) (SFUNC = big.more, STYPE = BIGINT, INITCOND = '0');"
          . "CREATE ROLE counter LOGIN PASSWORD '" . $Servers::password =~ s/'/''/gr . "'; ALTER ROLE counter SET search_path = big, pg_catalog, public;"
          . 'GRANT USAGE ON SCHEMA big TO counter; GRANT SELECT ON t TO counter');
    my $said = run("$model observe m from \"" . $c =~ s/Uid=\w+/Uid=counter/r . "?table=public.t\"\nm");
    ok($said =~ /\b17500000000\b/, 'PostgreSQL: counts of billions', $said);

    # the server's process is killed while it counts, and among the groups
    $pg->sql("CREATE VIEW asleep AS SELECT t.* FROM t, pg_sleep(60);"
          . "CREATE VIEW slowly AS SELECT a, '1' AS b FROM (SELECT x AS a FROM generate_series(1, 1000) x ORDER BY 1 OFFSET 0) s WHERE pg_sleep(0.01) IS NOT NULL");
    $pg->sql("ALTER ROLE $Servers::user SET enable_hashagg = off");
    my $backend = sub {
        my ($state) = @_;
        return $pg->sql("SELECT pid FROM pg_stat_activity WHERE query ~ '$state' AND pid <> pg_backend_pid() LIMIT 1") =~ s/\s//gr;
    };
    my $fetched = 'UseDeclareFetch=1;Fetch=10';
    my %died = (asleep => ['while it counts', '', 'GROUP BY'], slowly => ['among the groups', ";$fetched", '(?i)^fetch 10 in']);
    my $had = run("$model observe m from \"$c?table=t\"\nP(b | a)");
    for my $view (sort keys %died) {
        my ($when, $more, $state) = @{$died{$view}};
        my ($pid, $since) = ('', 0);
        my $said = meanwhile("$model observe m from \"$c?table=t\"\nobserve m from \"$c$more?table=$view\"\nP(b | a)\n1 + 41",
            sub { $pid = $backend->($state); $since ||= time if $pid; $pid && time - $since > 0.5 }, sub { kill 'KILL', $pid if $pid });
        ok($pid && $said =~ /error: cannot read .*$view/ && index($said, $had) >= 0 && $said =~ /^42$/m, "PostgreSQL: its process is killed $when", $said, $had);
        my $until = time + 40;
        sleep 0.2 until $pg->ready || time > $until; # it starts anew
    }
}
finish();
