#!/usr/bin/perl
# The same table in a text file and in every engine gives the same answers, to the last digit: names and values that would do harm if
# they were ever pasted into a statement, what collations confuse, NULL and the empty text, long values, counts of billions.
use strict;
use warnings;
use utf8;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Servers;
use Causal;
use Encode;

binmode STDOUT, ':utf8';
my $count = 0;

sub is {
    my ($got, $want, $name) = @_;
    my $good = $got eq $want;
    print $good ? 'ok ' : 'not ok ', ++$count, ' - ', $name, "\n";
    print map { "# $_\n" } 'wanted:', (map { substr $_, 0, 400 } split /\n/, $want), 'got:', map { substr $_, 0, 400 } split /\n/, $got unless $good;
}

# ---- tables ----
my $long = 'lang' x 5000; # in the first column alone
my @hostile = ("'; DROP TABLE study; --", '"quoted"', '`ticked`', "it's", 'Yes', 'yes', 'yes ', ' yes', 'YES', 'é', "e\x{301}", '日本', '😀', '%s%n', '\\', '\\n',
    "two\nlines", "a\tb", '${HOME}', '1', '1.0', 'NULL', "O\\'Neil", 'x' x 300);
my @columns = ("'; DROP TABLE study; --", 'a"b', 'c\'d%s', 'größe 日本');
my $table = q{st"u'd%y; -- }. "\x{e9}x";

# Texts by column, a whole number, a weight.
sub random_table {
    my ($rows) = @_;
    my @table;
    for (1 .. $rows) {
        my @row = map { rand() < .07 ? undef : rand() < .07 ? '' : $hostile[rand() < .5 ? rand 8 : rand @hostile] } @columns;
        $row[0] = $long . int rand 2 if rand() < .05;
        push @table, [@row, 1 + int rand 3, rand() < .1 ? 5_000_000_000 + int rand 9 : int rand 5];
    }
    return @table;
}

sub double { my ($s, $q) = @_; $s =~ s/\Q$q\E/$q$q/g; return "$q$s$q" }
sub slashed { my ($s, $q) = @_; $s =~ s/([\\\Q$q\E])/\\$1/g; return "$q$s$q" }

my %name_in = (sqlite => sub { double(@_, '"') }, pg => sub { double(@_, '"') }, maria => sub { double(@_, '`') }, ch => sub { slashed(@_, '`') });
my %text_in = (sqlite => sub { double(@_, "'") }, pg => sub { double(@_, "'") }, maria => sub { slashed(@_, "'") }, ch => sub { slashed(@_, "'") });
my %type_in = (sqlite => [('TEXT') x @columns, 'INTEGER', 'INTEGER'], pg => [('TEXT') x @columns, 'INTEGER', 'BIGINT'],
    maria => [('TEXT') x @columns, 'INTEGER', 'BIGINT'], ch => [('Nullable(String)') x @columns, 'Int32', 'Int64']);

# SQL that makes the table, for the clients.
sub script {
    my ($engine, $rows, $name) = @_;
    my $n = 0;
    my $sql = 'CREATE TABLE ' . $name_in{$engine}->($name) . ' (' . join(', ', map { $name_in{$engine}->($_) . ' ' . $type_in{$engine}[$n++] } @columns, 'k', 'w') . ')'
      . ($engine eq 'ch' ? ' ENGINE = Memory' : '') . ";\n";
    my @values = map { my @r = @$_; my ($k, $w) = splice @r, -2; '(' . join(', ', (map { defined $_ ? $text_in{$engine}->($_) : 'NULL' } @r), $k, $w) . ')' } @$rows;
    return encode_utf8($sql . 'INSERT INTO ' . $name_in{$engine}->($name) . ' VALUES ' . join(",\n", @values) . ";\n");
}

sub csv {
    my ($rows) = @_;
    return encode_utf8(join '', map { join(',', map { !defined $_ ? '\\N' : $_ eq '' ? '' : double($_, '"') } @$_) . "\n" } [@columns, 'k', 'w'], @$rows);
}

# ---- questions ----
sub quoted { my ($s) = @_; $s =~ s/(["\\])/\\$1/g; return "\"$s\"" }
sub in_address { my ($s) = @_; $s =~ s/([%.&?])/sprintf '%%%02X', ord $1/ge; return $s }

# What is said of the data, exactly.
sub answers {
    my ($source, $options) = @_; # one, or a list of several
    my $from = join ', ', map { quoted($_) } ref $source ? @$source : $source;
    my $with = join ', ', map { quoted($columns[$_]) . " as c$_" } 0 .. $#columns;
    write_file('ask.cdl', encode_utf8("model m { c0 -> c1; c2 -> c3; c0 -> k }\nobserve m from $from with $with$options\nP(c0, k)\nP(c1, c3)\nP(c2 | k)\nP(c3, k | c2)\n"));
    my ($status, $out, $err) = causal('--format', 'json', '--exact', '--interval=off', "$dir/ask.cdl");
    my @said = $err =~ /: ((?:warning|error): .*)/g; # of the same columns the same, wherever they come from
    return decode_utf8(join "\n", "status $status\n$out", @said);
}

# ---- engines ----
my ($pg, $maria) = (Servers::PostgreSQL->new, undef);
print "# $Servers::why: its tests are skipped\n" unless $pg;
$maria = Servers::MariaDB->new or print "# $Servers::why: its tests are skipped\n";
my @ch = Servers::ClickHouse->pair or print "# $Servers::why: its tests are skipped\n";
pop(@ch)->stop if @ch;
my $sqlite_driver = Servers::driver('libsqlite3odbc.so');
print "# the ODBC driver of SQLite is not installed: its tests are skipped\n" unless $sqlite_driver;
$ENV{CAUSAL_ODBC_PWD} = $Servers::password;
$ENV{CAUSAL_CLICKHOUSE_PWD} = 'secret';

sub sources {
    my ($rows) = @_;
    my %source;
    my $name = in_address($table);
    unlink "$dir/t.db";
    my $in = write_file('t.sql', script('sqlite', $rows, $table));
    system("sqlite3 '$dir/t.db' < '$in'") == 0 or die 'sqlite3';
    $source{'SQLite'} = "sqlite:$dir/t.db?table=$name";
    $source{'SQLite, schema named'} = "sqlite:t.db?table=main.$name";
    $source{'SQLite over ODBC'} = "odbc:Driver=$sqlite_driver;Database=$dir/t.db?table=$name" if $sqlite_driver;
    if ($pg) {
        $pg->sql(encode_utf8('DROP TABLE IF EXISTS ' . double($table, '"') . ";\n") . script('pg', $rows, $table));
        my $c = $pg->connection;
        $source{'PostgreSQL'} = "odbc:$c?table=$name" if $c;
        $source{'PostgreSQL, read in pieces'} = "odbc:$c;UseDeclareFetch=1;Fetch=10?table=public.$name" if $c;
    }
    if ($maria) {
        $maria->sql(encode_utf8('DROP TABLE IF EXISTS ' . double($table, '`') . ";\n") . script('maria', $rows, $table));
        my $c = $maria->connection;
        $source{'MariaDB'} = "odbc:$c?table=study.$name" if $c;
    }
    if (@ch) {
        $ch[0]->sql($_) for encode_utf8('DROP TABLE IF EXISTS ' . slashed($table, '`')), split /;\n(?=INSERT)/, script('ch', $rows, $table) =~ s/;\n\z//r;
        $source{'ClickHouse'} = 'clickhouse:' . $ch[0]->address . "?table=$name";
        $source{'ClickHouse, database named'} = 'clickhouse:' . $ch[0]->address . "?database=system?table=default.$name";
    }
    return \%source;
}

srand 6;
for my $size (1, 40, 400) {
    my @rows = random_table($size);
    push @rows, [('Yes') x @columns, 1, 1]; # a whole row
    write_file('t.csv', csv(\@rows));
    my $source = sources(\@rows);
    for my $options ('', ' weight w', ' sampling weight w', ' missing "Yes", "it\'s"', ' missing as level') {
        my $want = answers("$dir/t.csv", $options);
        is($want =~ /^status 0/ ? 'good' : $want, 'good', "a file of $size rows$options");
        is(answers($source->{$_}, $options), $want, "$_ as the file, $size rows$options") for sort keys %$source;
    }
    # A file and every engine together: rows of their own, then the same ones in each.
    my @own = random_table($size);
    write_file('own.csv', csv(\@own));
    write_file('all.csv', csv([@own, map { @rows } keys %$source]));
    for my $options ('', ' weight w', ' sampling weight w', ' missing as level') {
        my @all = ("$dir/own.csv", map { $source->{$_} } sort keys %$source);
        is(answers(\@all, $options), answers("$dir/all.csv", $options), @all . " sources as one file, $size rows$options");
    }
}
print "1..$count\n";
