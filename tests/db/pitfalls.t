#!/usr/bin/perl
# What goes wrong with servers behind ODBC, each on a real one: collations, read-only transactions, passwords, drivers and ports that are
# not there, a server that dies in the middle, a table that changes, Ctrl-C.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Causal;
use Time::HiRes qw(sleep time);

# Observe a table, and ask: everything that is said.
sub observe {
    my ($address, $more, $options) = @_;
    my ($status, $out, $err) = causal('--keep-going', '-e', "model m { a -> b }\nobserve m from \"$address\" @{[$options // '']}\n" . ($more // 'P(a)'));
    return "$out$err";
}

sub says {
    my ($said, $what, $name) = @_;
    ok($said =~ $what, $name, $said);
}

# Start the program on a terminal, where Ctrl-C ends the statement and not the program; do something while it reads; see how it goes on.
sub meanwhile {
    my ($address, $do) = @_;
    my $script = write_file('long.cdl', "model m { a -> b }\nobserve m from \"$address\"\n1 + 41\n");
    my $began = time;
    my $pid = fork // die;
    if ($pid == 0) {
        open STDIN, '<', '/dev/null' or die;
        open STDOUT, '>', "$dir/long.out" or die;
        open STDERR, '>&', \*STDOUT or die;
        $ENV{COLUMNS} = 400;
        exec 'script', '-qfec', "stty cols 400; exec '" . Causal::program() . "' -q -i --keep-going '$script'", '/dev/null' or die;
    }
    sleep 1.5;
    my ($child) = split ' ', Causal::slurp("/proc/$pid/task/$pid/children");
    $do->($child);
    my $until = time + 20;
    sleep 0.05 while time < $until && Causal::slurp("$dir/long.out") !~ /causal> /;
    my $seconds = time - $began;
    kill 'KILL', $child;
    kill 'KILL', $pid;
    waitpid $pid, 0;
    return (Causal::slurp("$dir/long.out") =~ s/\r|\e\[\??[0-9;]*[a-zA-Z]//gr, $seconds);
}

my $secret = $Servers::password;
my $pg = Servers::PostgreSQL->new or print "# $Servers::why: its tests are skipped\n";
my $maria = Servers::MariaDB->new or print "# $Servers::why: its tests are skipped\n";
my $sqlite = Servers::driver('libsqlite3odbc.so');
$ENV{CAUSAL_ODBC_PWD} = $secret;
my %server = ($pg && $pg->connection ? (PostgreSQL => $pg) : (), $maria && $maria->connection ? (MariaDB => $maria) : ());

for my $name (sort keys %server) {
    my $s = $server{$name};
    my $c = 'odbc:' . $s->connection;
    $s->sql("CREATE TABLE t (a VARCHAR(20), b VARCHAR(20), w DOUBLE PRECISION, x VARCHAR(9));"
          . "INSERT INTO t VALUES ('Yes','0',1,'1'),('yes','1',2,'1'),('yes ','0',5e9,'1'),('yes','1',0.5,'1'),(NULL,'1',1,'1'),('','1',1,'1');");

    # groups are bytes, not what a collation takes as the same
    my $said = observe("$c?table=t", 'P(a)');
    says($said, qr/yes .*yes .*Yes|Yes .*yes .*yes/s, "$name: Yes, yes and `yes ` are three levels");
    says($said, qr/0\.2500.*0\.5000|0\.5000.*0\.2500/s, "$name: with their own counts");
    says($said, qr/2 of 6 rows dropped/, "$name: NULL and the empty text are missing");
    says(observe("$c?table=t", 'm', 'weight w'), qr/5000000003\.5 observations|5000000003\.5/, "$name: weights of billions and halves");

    # errors in the words of the driver, none with the password
    says(observe("$c?table=nothing"), qr/error: cannot read `odbc:.*nothing/, "$name: a table that is not there");
    says(observe("$c?table=t", '', 'with A as a'), qr/has no column `A`.*did you mean `a`/s, "$name: a column that is not there");
    says(observe("$c?table=t", '', 'weight x'), qr/column `x` of .* holds texts, not weights/, "$name: texts are no weights");
    $s->sql("UPDATE t SET w = -1 WHERE a = 'Yes'");
    says(observe("$c?table=t", '', 'weight w'), qr/a weight in column `w` of .* is negative/, "$name: a negative weight");
    $s->sql("UPDATE t SET w = NULL WHERE a = 'Yes'");
    says(observe("$c?table=t", '', 'weight w'), qr/a weight in column `w` of .* is missing/, "$name: a weight that is missing");
    (my $dead = $c) =~ s/Port=\d+/'Port=' . Servers::free_port()/e;
    says(observe("$dead?table=t"), qr/error: cannot open `odbc:/, "$name: nobody listens");
    my @said = (observe("$dead;PWD={hush}}hush};?table=t"), observe("$c;Pwd=hush;?table=t"), observe("$c;PASSWORD=hush?tab=t"), observe("$dead?table=t"));
    ok(!grep({ /hush/ || index($_, $secret) >= 0 } @said), "$name: no message shows a password", @said);
    says($said[1], qr/error: cannot open .*Pwd=\*\*\*\*;.*the password is that of .*CAUSAL_ODBC_PWD/s, "$name: it is masked, and refused by the server");
    {
        local $ENV{CAUSAL_ODBC_PWD};
        (my $quoted = $secret) =~ s/}/}}/g;
        my $said = observe("$c;PWD={$quoted}?table=t", 'm');
        ok($said =~ /PWD=\*+\}?\?table=t \(4 obs/ && index($said, $secret) < 0, "$name: a password in the string is used, and shown nowhere", $said);
    }

    # hostile functions behind a view: the transaction is read-only
    $s->sql('CREATE TABLE victim (n INTEGER)');
    if ($name eq 'PostgreSQL') {
        $s->sql("CREATE FUNCTION harm() RETURNS TEXT LANGUAGE plpgsql VOLATILE AS \$\$ BEGIN INSERT INTO victim VALUES (1); RETURN 'x'; END \$\$;"
              . "CREATE VIEW v AS SELECT harm() AS a, b FROM t");
    } else {
        $s->sql("CREATE FUNCTION harm() RETURNS VARCHAR(9) NOT DETERMINISTIC RETURN 'x';");
        $s->client("DROP FUNCTION harm;\nDELIMITER //\nCREATE FUNCTION harm() RETURNS VARCHAR(9) NOT DETERMINISTIC BEGIN INSERT INTO victim VALUES (1); RETURN 'x'; END//\n",
            $s->{client}, '--no-defaults', '-u', 'root', "--socket=$s->{socket}", 'study');
        $s->sql('CREATE VIEW v AS SELECT harm() AS a, b FROM t');
    }
    says(observe("$c?table=v"), qr/error: cannot read .*read.only/i, "$name: a view that writes is refused");
    ok($s->sql('SELECT COUNT(*) FROM victim') == 0, "$name: and nothing is written");

    # a table that changes between two questions: what was read stays, and is read anew when asked
    my $alter = write_file('alter.sql', 'x');
    my $before = observe("$c?table=t", "P(b)");
    $s->sql('ALTER TABLE t DROP COLUMN x');
    ok(observe("$c?table=t", "P(b)") eq $before, "$name: a column more or less elsewhere changes nothing");
    $s->sql('ALTER TABLE t RENAME COLUMN b TO bb');
    says(observe("$c?table=t"), qr/has no column `b`/, "$name: a column that is gone is an error");
    $s->sql('ALTER TABLE t RENAME COLUMN bb TO b');

    # long: Ctrl-C cancels it at the server
    $s->sql($name eq 'PostgreSQL' ? 'CREATE VIEW slow AS SELECT t.* FROM t, pg_sleep(60)' : 'CREATE VIEW slow AS SELECT t.* FROM t WHERE SLEEP(20) = 0');
    my ($out, $seconds) = meanwhile("$c?table=slow", sub { kill 'INT', $_[0] });
    ok(scalar($seconds < 8 && $out =~ /interrupted/), "$name: Ctrl-C ends a long query", "$seconds s", $out);
    sleep 0.5;
    my $left = $s->sql($name eq 'PostgreSQL' ? "SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%slow%' AND pid <> pg_backend_pid()"
        : "SELECT COUNT(*) FROM information_schema.processlist WHERE info LIKE '%slow%' AND id <> connection_id()");
    ok($left == 0, "$name: at the server too", $left);

    # a server that dies in the middle
    ($out, $seconds) = meanwhile("$c?table=slow", sub { $s->stop('KILL') if $name eq 'MariaDB'; $s->stop('QUIT') if $name eq 'PostgreSQL' });
    ok($out =~ /error: cannot read .*slow/ && $out =~ /^42$/m && $seconds < 15, "$name: a server that dies is an error, and the session lives", "$seconds s", $out);
    my $log = Servers::slurp($s->{statements} // $s->{log});
    my @sent = grep { !/FROM .?v.? |slow/ } $log =~ /(SELECT (?:MAX\()?["`]a["`].*)/g;
    ok(@sent && !grep({ !/GROUP BY/ } @sent), "$name: only counts of groups are asked for", @sent[0 .. ($#sent > 3 ? 3 : $#sent)]);
}

says(observe('odbc:Driver=/nowhere/libnothing.so;Server=x?table=t'), qr/error: cannot open .*nothing.*install the engine's driver/s, 'a driver that is not there');
says(observe('odbc:DSN=no such source?table=t'), qr/error: cannot open .*no such source.*data sources are described in/s, 'a data source that is not there');

if ($sqlite) {
    my $file = "$dir/f.db";
    says(observe("odbc:Driver=$sqlite;Database=$file?table=t"), qr/error: cannot/, 'SQLite over ODBC: a file that is not there');
    ok(!-e $file, 'and it is not created');
    system("sqlite3 '$file' \"CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT); INSERT INTO t VALUES ('Yes',1),('yes',1),('YES',2),('no',2)\"");
    says(observe("odbc:Driver=$sqlite;Database=$file?table=t"), qr/(?=.*YES)(?=.*Yes)(?=.*yes)0\.2500.*0\.2500.*0\.2500.*0\.2500|YES.*Yes.*yes/s, 'SQLite over ODBC: a column without case is grouped by bytes');
} else {
    print "# the ODBC driver of SQLite is not installed: its tests are skipped\n";
}
finish();
