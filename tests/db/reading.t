#!/usr/bin/perl
# `explain sql` counts rows as they were read: divided columns, texts that mean a missing value or are a level of their own, weights that
# may be 0, priors, declared states that never occur, names that the statement needs for itself.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Checks;
use Servers;
use Statements;
use Causal;

my $pg = Servers::PostgreSQL->new or print "# $Servers::why: its tests are skipped\n";
my $maria = Servers::MariaDB->new or print "# $Servers::why: its tests are skipped\n";
my @ch = Servers::ClickHouse->pair or print "# $Servers::why: its tests are skipped\n";
$ENV{CAUSAL_ODBC_PWD} = $Servers::password;
$ENV{CAUSAL_CLICKHOUSE_PWD} = 'secret';

# ---- a table of a name that the statement would use: numbers as numbers and as texts, what means missing, what collations confuse ----
srand 5;
my @columns = (['x col', 'T'], ['k', 'I'], ['age', 'I'], ['dose', 'T'], ['n', 'I'], ['p', 'T'], ['w', 'D'], ['W0', 'I']);

sub one { return $_[rand @_] }
my @rows = map {
    my $k = int rand 3;
    [one('yes', 'no', 'no', 'Yes', 'yes ', '', 'NA', 'unknown', undef), one($k, $k, $k, undef), one(15 .. 49, undef), one('0.5', '1', '2', '10', '2.5', '2.50', '1e1', '', 'NA', 'unknown'),
        one(0, 1), one('a', 'b'), one(0, 1, 2, 0.5), $k == 2 ? 0 : 1 + int rand 3]
} 1 .. 700;

sub literal { return !defined $_[1] ? 'NULL' : $_[0] eq 'T' ? "'$_[1]'" : $_[1] }

sub table {
    my ($quote, $types, $end) = @_;
    my $create = 'CREATE TABLE cells (' . join(', ', map { "$quote$_->[0]$quote $types->{$_->[1]}" } @columns) . ")$end";
    return ($create, 'INSERT INTO cells VALUES ' . join ', ', map { my @row = @$_; '(' . join(', ', map { literal($columns[$_][1], $row[$_]) } 0 .. $#columns) . ')' } @rows);
}

my %engine;
my $in = write_file('t.sql', join ";\n", table('"', {T => 'TEXT', I => 'INTEGER', D => 'REAL'}, ''));
system("sqlite3 '$dir/t.db' < '$in'") == 0 or die 'sqlite3';
my $sqlite = sub { my $f = write_file('q.sql', $_[0]); `sqlite3 -separator , '$dir/t.db' < '$f' 2>&1` };
$engine{SQLite} = ["sqlite:$dir/t.db?table=cells", $sqlite];
if ($pg && $pg->connection) {
    $pg->sql($_) for table('"', {T => 'VARCHAR(9)', I => 'INTEGER', D => 'DOUBLE PRECISION'}, '');
    $engine{PostgreSQL} = ['odbc:' . $pg->connection . '?table=cells', sub { $pg->sql($_[0]) =~ s/\|/,/gr }];
}
if ($maria && $maria->connection) {
    $maria->sql($_) for table('`', {T => 'VARCHAR(9)', I => 'INTEGER', D => 'DOUBLE'}, '');
    $engine{MariaDB} = ['odbc:' . $maria->connection . '?table=cells', sub { $maria->sql($_[0]) =~ s/\t/,/gr }];
}

# ---- ways to read it ----
my $graph = 'k -> X; X -> age; k -> age';
my $with = 'with "x col" as X bin age at 25, 35';
my @ways = (
    [$graph, $with, 'P(age | do(X))', 'P(age | do(X = "yes "))', 'P(X)', 'P(age | do(X), k = 1)'],
    [$graph, "$with missing \"unknown\"", 'P(age | do(X))', 'P(X, k)'],
    [$graph, "$with missing \"unknown\" missing as level", 'P(age | do(X))', 'P(X | k, age)', 'P(age, k | do(X = missing))'],
    [$graph, "$with weight w", 'P(age | do(X))'],
    [$graph, "$with sampling weight w", 'P(age | do(X))'],
    [$graph, "$with weight W0", 'P(age | do(X))', 'P(X | k)', 'P(k)'],
    [$graph, "$with prior 1", 'P(age | do(X))', 'P(X | k)', 'P(k)'],
    [$graph, "$with prior 0.5 weight w missing as level", 'P(age | do(X))'],
    ["var X : {yes, no, never, Yes, \"yes \", unknown}; $graph", $with, 'P(X)', 'P(age | do(X))', 'P(X | k)'],
    ["var X : {yes, no, never, Yes, \"yes \", unknown}; var k : {0, 1, 2, 3}; $graph", "$with prior 2", 'P(X, k)', 'P(age | do(X))', 'P(age | do(X), k = 3)'],
    ["var age : {young, mid, old}; $graph", $with, 'P(age | do(X))', 'P(X | age = mid)'],
    ['k -> dose', 'bin dose at 1, 2.5 missing "unknown"', 'P(dose | k)', 'P(dose)'],
    ['k -> dose', 'bin dose at 1, 2.5 missing "unknown" missing as level', 'P(dose | k)', 'P(k | dose = missing)'],
    ['p -> n; k -> p; k -> n', '', 'P(n | do(p))', 'P(p | n = 1)'],
    ['N -> P; k -> N; k -> P', 'with n as N, p as P', 'P(P | do(N))'],
    ['n -> p', 'with p as n, n as p', 'P(p | n)'],
    ['k -> q', 'with n as k, k as q', 'P(q | k)'],
    ['a -> b', 'with k as a, p as b weight n', 'P(b | a)'],
);

# The counts alone: what an engine without WITH, as ClickHouse of that age, can run.
sub counts {
    my ($sql) = @_;
    my ($rows, $cells) = $sql =~ /^WITH observed_ours AS \(\n(.*?)\),\n(?:cells|counted)_ours AS \(\n(.*?)\),\n/ms or return undef;
    return $cells =~ s/FROM observed_ours/FROM ($rows)/r;
}

sub sorted {
    return join "\n", sort map { s/(\d+)\.0+$/$1/r } split /\n/, $_[0];
}

my $chtable = !@ch ? '' : do {
    $ch[0]->sql($_) for table('`', {T => 'Nullable(String)', I => 'Nullable(Int32)', D => 'Float64'}, ' ENGINE = Memory');
    'clickhouse:' . $ch[0]->address . '?table=cells';
};

for my $way (@ways) {
    my ($edges, $options, @questions) = @$way;
    for my $name (sort keys %engine) {
        my ($address, $run) = @{$engine{$name}};
        my $script = "model m { $edges }\nobserve m from \"$address\" $options";
        for my $question (@questions) {
            my ($sql, $why) = statement($script, $question);
            my ($want, $err) = ask($script, $question);
            my $got = $sql ? eval { $run->($sql) } // $@ : $why;
            my $bad = match($question, $want, $got, $sql // '');
            ok($bad eq '', "$question, $edges, $options, $name", $bad, $sql // '', $got, $want, $err);
        }
    }
    next unless $chtable;
    my ($sql, $why) = statement("model m { $edges }\nobserve m from \"$chtable\" $options", $questions[0]);
    my ($same) = statement("model m { $edges }\nobserve m from \"$engine{SQLite}[0]\" $options", $questions[0]);
    my ($got, $want) = map { sorted($_) } $sql ? eval { $ch[0]->sql(counts($sql)) =~ s/\t/,/gr } // $@ : $why, scalar $sqlite->(counts($same));
    ok($got eq $want, "the counts for $questions[0], $edges, $options, ClickHouse", $sql // '', $got, 'wanted', $want);
}
finish();
