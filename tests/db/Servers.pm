# Servers.pm -- database servers for the tests, on loopback, with folders of their own beside the build and ports that are free.
#
# Each starts within seconds, belongs to this process alone and is stopped by its number when the test ends, however it ends. What is
# not installed is undef, with the reason in $Servers::why.
package Servers;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Path qw(make_path remove_tree);
use File::Temp qw(tempdir);
use IO::Socket::INET;
use Time::HiRes qw(sleep time);

our $why = '';
our $user = 'tester';
our $password = 'a;b}c d';    # what has to be quoted in a connection string
my $build = dirname(abs_path($ENV{CAUSAL} // 'build/causal'));
my ($owner, @running, %taken) = ($$);
my $short = tempdir(CLEANUP => 1);    # sockets have short names
my $home = "$build/db.$$";
make_path($home);
chmod 0711, $short, $home;

# Nothing of the person who runs the tests.
delete @ENV{grep { /^(?:PG|MYSQL|MARIADB|CLICKHOUSE|ODBC|CAUSAL_|https?_proxy$|all_proxy$)/i && $_ ne 'CAUSAL' } keys %ENV};

sub free_port {
    for (1 .. 50) {
        my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => 0, Listen => 1) or die "no port: $@";
        my $port = $s->sockport;
        return $port unless $taken{$port}++;
    }
    die 'no free port';
}

sub missing {
    $why = join '', @_;
    return undef;
}

sub slurp {
    open my $f, '<', $_[0] or return '';
    local $/;
    return scalar(<$f>) // '';
}

sub spew {
    my ($file, $text) = @_;
    open my $f, '>', $file or die "$file: $!";
    print $f $text;
    close $f or die "$file: $!";
}

# A server must not run as root: it gets the user that its package made, and a folder of its own.
sub as_user {
    my ($name, $folder) = @_;
    make_path($folder);
    return ('setpriv', '--pdeathsig', 'TERM') if $> != 0;
    my ($uid, $gid) = (getpwnam $name)[2, 3];
    return unless defined $uid;
    chown $uid, $gid, $folder or die "$folder: $!";
    return ('setpriv', "--reuid=$uid", "--regid=$gid", '--clear-groups', '--pdeathsig', 'TERM');
}

sub quietly {
    my ($log, @command) = @_;
    my $pid = start_process($log, @command);
    waitpid $pid, 0;
    return $? == 0;
}

sub start_process {
    my ($log, @command) = @_;
    my $pid = fork // die "fork: $!";
    return $pid if $pid;
    open STDIN, '<', '/dev/null';
    open STDOUT, '>>', $log or die "$log: $!";
    open STDERR, '>&', \*STDOUT;
    chdir '/';
    exec @command or die "$command[0]: $!";
}

# Wait until the server answers; a server that does not is an error, not a reason to skip.
sub start {
    my ($self, @command) = @_;
    $self->{pid} = start_process($self->{log}, @command);
    push @running, $self;
    my $until = time + 60;
    while (time < $until) {
        return $self if $self->ready;
        die "$self->{name} died:\n" . slurp($self->{log}) if waitpid($self->{pid}, 1) == $self->{pid};
        sleep 0.1;
    }
    die "$self->{name} does not answer:\n" . slurp($self->{log});
}

sub stop {
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return;
    kill $signal // $self->{signal} // 'TERM', $pid;
    for (1 .. 100) {
        return if waitpid($pid, 1) != 0;
        sleep 0.1;
    }
    kill 'KILL', $pid;
    waitpid $pid, 0;
}

$SIG{$_} = sub { exit 1 } for qw(INT TERM HUP);

END {
    my $status = $?;
    if ($$ == $owner) {
        $_->stop for reverse @running;
        remove_tree($home);
    }
    $? = $status;
}

# Run a client with a text as its input: its output; dies when it fails.
sub client {
    my ($self, $text, @command) = @_;
    my $in = "$short/client.in";
    spew($in, $text);
    local %ENV = (%ENV, %{$self->{env} // {}});
    my $quoted = join ' ', map { s/'/'\\''/gr =~ s/^|$/'/gr } @command;
    my $out = `$quoted < $in 2> $short/client.err`;
    die "$self->{name}: " . slurp("$short/client.err") . "\nin: " . substr($text, 0, 500) if $?;
    return $out;
}

# Is there a program of one of these names in one of these folders?
sub tool {
    my ($name) = @_;
    for my $folder (split(/:/, $ENV{PATH}), '/usr/sbin', '/usr/bin', reverse sort glob '/usr/lib/postgresql/*/bin') {
        return "$folder/$name" if -x "$folder/$name";
    }
    return undef;
}

# The driver as the connection string names it: what the package registered, or the library itself.
sub driver {
    my ($library) = @_;
    my ($path) = (glob("/usr/lib/*/odbc/$library"), glob("/usr/lib/odbc/$library"));
    return $path;
}

# ---- PostgreSQL ----
package Servers::PostgreSQL;
our @ISA = ('Servers');

sub new {
    my ($class) = @_;
    my ($initdb, $postgres, $psql) = map { Servers::tool($_) } qw(initdb postgres psql);
    return Servers::missing('PostgreSQL is not installed') unless $initdb && $postgres && $psql;
    my $number = grep { $_->isa($class) } @running;
    my $self = bless {name => 'PostgreSQL', folder => "$home/pg$number", log => "$home/pg$number.log", psql => $psql,
        port => Servers::free_port(), signal => 'INT', env => {PGPASSWORD => $Servers::password}}, $class;
    my @as = Servers::as_user('postgres', $self->{folder}) or return Servers::missing('there is no user postgres');
    Servers::spew("$short/pg.pw", "$Servers::password\n");
    chmod 0644, "$short/pg.pw";
    Servers::quietly($self->{log}, @as, $initdb, '-D', $self->{folder}, '-U', $Servers::user, '-A', 'scram-sha-256', "--pwfile=$short/pg.pw",
        '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync') or die "initdb:\n" . Servers::slurp($self->{log});
    return $self->start(@as, $postgres, '-D', $self->{folder}, '-c', 'listen_addresses=127.0.0.1', '-c', "port=$self->{port}", '-c', 'fsync=off',
        '-c', 'unix_socket_directories=', '-c', 'log_statement=all', '-c', 'shared_buffers=16MB');
}

sub sql {
    my ($self, $text) = @_;
    return $self->client($text, $self->{psql}, '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1', '-p', $self->{port}, '-U',
        $Servers::user, 'postgres');
}

sub ready {
    my ($self) = @_;
    return eval { $self->sql('SELECT 1') } ? 1 : 0;
}

# A connection string without the password.
sub connection {
    my ($self) = @_;
    my $driver = Servers::driver('psqlodbcw.so') or return Servers::missing('the ODBC driver of PostgreSQL is not installed');
    return "Driver=$driver;Server=127.0.0.1;Port=$self->{port};Database=postgres;Uid=$Servers::user";
}

# ---- MariaDB ----
package Servers::MariaDB;
our @ISA = ('Servers');

sub new {
    my ($class) = @_;
    my ($install, $server, $client) = map { Servers::tool($_) } qw(mariadb-install-db mariadbd mariadb);
    return Servers::missing('MariaDB is not installed') unless $install && $server && $client;
    my $self = bless {name => 'MariaDB', folder => "$home/maria", log => "$home/maria.log", statements => "$home/maria/statements.log",
        client => $client, port => Servers::free_port(), env => {}}, $class;
    my @as = Servers::as_user('mysql', $self->{folder}) or return Servers::missing('there is no user mysql');
    Servers::quietly($self->{log}, @as, $install, '--no-defaults', '--auth-root-authentication-method=normal', "--datadir=$self->{folder}",
        '--skip-test-db') or die "mariadb-install-db:\n" . Servers::slurp($self->{log});
    $self->{socket} = "$self->{folder}/s";
    $self->{socket} = "/tmp/causal-maria-$$" if length $self->{socket} > 100;
    $self->start(@as, $server, '--no-defaults', "--datadir=$self->{folder}", "--port=$self->{port}", '--bind-address=127.0.0.1',
        "--socket=$self->{socket}", "--pid-file=$self->{folder}/pid", "--tmpdir=$self->{folder}",
        '--innodb-flush-log-at-trx-commit=0', '--innodb-buffer-pool-size=32M',
        '--general-log', "--general-log-file=$self->{statements}", '--character-set-server=utf8mb4');
    $self->sql("CREATE DATABASE study; CREATE USER '$Servers::user'\@'%' IDENTIFIED BY '$Servers::password';"
          . "GRANT ALL ON *.* TO '$Servers::user'\@'%';");
    return $self;
}

sub sql {
    my ($self, $text) = @_;
    return $self->client($text, $self->{client}, '--no-defaults', '--default-character-set=utf8mb4', '-N', '-B', '-u', 'root',
        "--socket=$self->{socket}", $self->{started}++ > 1 ? 'study' : ());
}

sub ready {
    my ($self) = @_;
    my $good = eval { $self->client('SELECT 1', $self->{client}, '--no-defaults', '-u', 'root', "--socket=$self->{socket}") };
    $self->{started} = 1 if $good;
    return $good ? 1 : 0;
}

sub connection {
    my ($self) = @_;
    my $driver = Servers::driver('libmaodbc.so') or return Servers::missing('the ODBC driver of MariaDB is not installed');
    return "Driver=$driver;Server=127.0.0.1;Port=$self->{port};Database=study;User=$Servers::user";
}

# ---- ClickHouse: two servers, each a shard of the cluster `pair` ----
package Servers::ClickHouse;
our @ISA = ('Servers');

sub pair {
    my ($class) = @_;
    my $server = Servers::tool('clickhouse-server') or return Servers::missing('ClickHouse is not installed');
    my @self = map { bless {name => "ClickHouse $_", number => $_, folder => "$home/ch$_", log => "$home/ch$_/server.log",
            port => Servers::free_port(), tcp => Servers::free_port(), inter => Servers::free_port()}, $class } 1, 2;
    my $shards = join '', map { "<shard><replica><host>127.0.0.1</host><port>$_->{tcp}</port><user>default</user>"
          . "<password>secret</password></replica></shard>" } @self;
    for my $s (@self) {
        File::Path::make_path("$s->{folder}/tmp");
        Servers::spew("$s->{folder}/config.xml", <<"END");
<yandex><logger><level>trace</level><log>$s->{folder}/statements.log</log><errorlog>$s->{folder}/errors.log</errorlog></logger>
<http_port>$s->{port}</http_port><tcp_port>$s->{tcp}</tcp_port><interserver_http_port>$s->{inter}</interserver_http_port>
<interserver_http_host>127.0.0.1</interserver_http_host><listen_host>127.0.0.1</listen_host><path>$s->{folder}/</path>
<tmp_path>$s->{folder}/tmp/</tmp_path><users_config>$s->{folder}/users.xml</users_config><default_profile>default</default_profile>
<default_database>default</default_database><mark_cache_size>5368709</mark_cache_size><max_concurrent_queries>100</max_concurrent_queries>
<remote_servers><pair>$shards</pair></remote_servers></yandex>
END
        Servers::spew("$s->{folder}/users.xml", <<'END');
<yandex><profiles><default><max_memory_usage>1000000000</max_memory_usage></default>
<reader><readonly>1</readonly></reader><setter><readonly>2</readonly></setter></profiles>
<users><reader><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>reader</profile><quota>default</quota></reader>
<setter><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>setter</profile><quota>default</quota></setter>
<default><password>secret</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></default></users>
<quotas><default><interval><duration>3600</duration><queries>0</queries><errors>0</errors><result_rows>0</result_rows><read_rows>0</read_rows>
<execution_time>0</execution_time></interval></default></quotas></yandex>
END
        $s->{statements} = "$s->{folder}/statements.log";
        $s->start('setpriv', '--pdeathsig', 'TERM', $server, "--config-file=$s->{folder}/config.xml");
    }
    return @self;
}

sub sql {
    my ($self, $text) = @_;
    return $self->client($text, 'curl', '-sS', '--noproxy', '*', '--fail-with-body', '-H', 'X-ClickHouse-User: default', '-H', 'X-ClickHouse-Key: secret', '--data-binary', '@-',
        "http://127.0.0.1:$self->{port}/");
}

sub ready {
    my ($self) = @_;
    return eval { $self->sql('SELECT 1') } ? 1 : 0;
}

sub address {
    my ($self) = @_;
    return "http://127.0.0.1:$self->{port}/";
}

1;
