#!/usr/bin/perl
# `explain sql`: the statement for the estimand, run by the engine itself, gives the answer of this program: published examples, and
# graphs with a back door, a front door, a napkin and hidden causes, over random tables with empty cells.
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
$ENV{CAUSAL_ODBC_PWD} = $Servers::password;

# ---- published numbers ----
my $examples = "$FindBin::Bin/../../examples";

sub import_csv {
    my ($file) = @_;
    unlink "$dir/p.db";
    system("sqlite3 '$dir/p.db' -cmd '.mode csv' '.import $examples/$file t'") == 0 or die 'sqlite3';
    return "sqlite:$dir/p.db?table=t";
}

sub published {
    my ($file, $model, $weight, $question, @want) = @_;
    my $address = import_csv($file);
    my ($sql, $why) = statement("$model\nobserve m from \"$address\" $weight", $question);
    my $got = $sql ? `sqlite3 '$dir/p.db' < '@{[write_file('q.sql', $sql)]}'` : $why;
    my @p = map { sprintf '%.5f', (split /\|/)[-1] } split /\n/, $got;
    ok("@p" eq "@want" || join(' ', reverse @p) eq "@want", "$question from $file", $got, $sql // '');
}

published('smoking_tar_pearl.csv', 'model m { smoking -> tar -> cancer; smoking <-> cancer }', 'weight n', 'P(cancer = yes | do(smoking))', qw(0.45250 0.49750));
published('ucb_admissions.csv', 'model m { gender -> admit; dept -> gender; dept -> admit }', 'weight n', 'P(admit = Admitted | do(gender))', qw(0.42996 0.38732));

# ---- random tables ----
my @graphs = (
    ['X -> Y; Z -> X; Z -> Y', 'P(Y | do(X))', 'P(Y, Z = 1 | do(X = 0))', 'P(Y | X, Z)', 'P(Y | do(X), Z)'],
    ['X -> M -> Y; X <-> Y', 'P(Y | do(X))', 'P(M, Y | do(X = 1))', 'P(M | X)'],
    ['W -> Z -> X -> Y; W <-> X; W <-> Y', 'P(Y | do(X))'],
    ['X -> Z1 -> Z2 -> Y; X <-> Z2; Z1 <-> Y', 'P(Z2 | do(Z1))', 'P(Y | do(Z1, Z2))', 'P(Y, Z1 | do(X), do(Z2))'],
);
srand 11;

sub make_tables {
    my ($names, $rows) = @_;
    my $sql = 'DROP TABLE IF EXISTS t; CREATE TABLE t(' . join(', ', map { "QUOTE${_}QUOTE VARCHAR(9)" } @$names) . '); INSERT INTO t VALUES '
      . join(', ', map { '(' . join(', ', map { rand() < .02 ? 'NULL' : "'" . int(rand 2.3) . "'" } @$names) . ')' } 1 .. $rows) . ';';
    my $in = write_file('t.sql', $sql =~ s/QUOTE/"/gr);
    unlink "$dir/t.db";
    system("sqlite3 '$dir/t.db' < '$in'") == 0 or die 'sqlite3';
    $pg->sql($sql =~ s/QUOTE/"/gr) if $pg;
    $maria->sql($sql =~ s/QUOTE/`/gr) if $maria;
}

for my $graph (@graphs) {
    my ($edges, @questions) = @$graph;
    my %names = map { $_ => 1 } $edges =~ /\w+/g;
    for my $rows (12, 400) {
        make_tables([sort keys %names], $rows);
        my %engine = ('SQLite' => ["sqlite:$dir/t.db?table=t", sub { my $f = write_file('q.sql', $_[0]); `sqlite3 -separator , '$dir/t.db' < '$f'` }]);
        $engine{PostgreSQL} = ['odbc:' . $pg->connection . '?table=t', sub { $pg->sql($_[0]) =~ s/\|/,/gr }] if $pg && $pg->connection;
        $engine{MariaDB} = ['odbc:' . $maria->connection . '?table=t', sub { $maria->sql($_[0]) =~ s/\t/,/gr }] if $maria && $maria->connection && $rows < 100;
        for my $name (sort keys %engine) {
            my ($address, $run) = @{$engine{$name}};
            my $script = "model m { $edges }\nobserve m from \"$address\"";
            for my $question (@questions) {
                my ($sql, $why) = statement($script, $question);
                my ($want, $err) = ask($script, $question);
                my $got = $sql ? eval { $run->($sql) } // $@ : $why;
                my $bad = match($question, $want, $got, $sql // '');
                ok($bad eq '', "$question, $edges, $rows rows, $name", $bad, $sql // '', $got, $want, $err);
            }
        }
    }
}

finish();
