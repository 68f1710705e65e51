#!/usr/bin/perl
# Files of SQLite: none is created, none is changed, and what is wrong with one is said.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin", "$FindBin::Bin/../cli";
use Causal;
use Checks;

sub observe {
    my ($address, $more, $options) = @_;
    my ($status, $out, $err) = causal('--keep-going', '-e', "model m { a -> b }\nobserve m from \"$address\" @{[$options // '']}\n" . ($more // 'm'));
    return "$out$err";
}

sub says {
    my ($said, $what, $name) = @_;
    ok($said =~ $what, $name, $said);
}

sub sqlite {
    my ($file, $sql) = @_;
    my $in = write_file('in.sql', $sql);
    system("sqlite3 '$dir/$file' < '$in'") == 0 or die 'sqlite3';
    return "sqlite:$dir/$file?table";
}

my $t = sqlite('t.db', "CREATE TABLE t (a, b TEXT, w); INSERT INTO t VALUES (1, 'x', 2), ('1', 'x', '3'), (1.5, 'y', 4), (NULL, 'y', 1), (x'7a', 'x', 1);"
      . 'CREATE TABLE rowless (a INTEGER PRIMARY KEY, b) WITHOUT ROWID; INSERT INTO rowless VALUES (1, 2), (2, 2);'
      . "CREATE VIEW v AS SELECT a, b FROM t WHERE a IS NOT NULL;"
      . "CREATE VIEW evil AS SELECT load_extension('x') AS a, b FROM t;"
      . 'CREATE VIEW slow AS WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT a, a AS b FROM n;'
      . "CREATE TABLE bad (a, b, w); INSERT INTO bad VALUES ('1', '1', NULL);");
says(observe("$t=t"), qr/4 observations, 1 rows dropped/, 'values of any type are texts, NULL is missing');
says(observe("$t=t", 'm', 'weight w'), qr/data sqlite.* \(10 /, 'weights may be texts of numbers');
says(observe("$t=rowless"), qr/2 observations/, 'a table without row numbers');
says(observe("$t=v"), qr/4 observations/, 'a view');
says(observe("$t=main.t"), qr/4 observations/, 'a schema');
says(observe("$t=evil"), qr/error: cannot read .*(?:unsafe|no such function|not authorized)/, 'a view that calls what could do harm');
says(observe("$t=nothing"), qr/error: cannot read .*no such table: nothing.*its tables are t, rowless/s, 'a table that is not there');
says(observe("$t=t", '', 'with c as a'), qr/has no column `c`/, 'a column that is not there is not taken as a text');
says(observe("$t=bad", '', 'weight w'), qr/a weight in column `w` of .* is missing/, 'a weight that is missing');
sqlite('t.db', "UPDATE bad SET w = '-1'");
says(observe("$t=bad", '', 'weight w'), qr/is negative/, 'a negative weight');
sqlite('t.db', "UPDATE bad SET w = 'many'");
says(observe("$t=bad", '', 'weight w'), qr/is not a number/, 'a weight that is no number');

says(observe("sqlite:$dir/none.db?table=t"), qr/error: cannot open .*unable to open/, 'a file that is not there');
ok(!-e "$dir/none.db", 'and it is not created');
write_file('text.db', "a,b\n1,2\n" x 1000);
says(observe("sqlite:$dir/text.db?table=t"), qr/error: cannot .*file is not a database/, 'a file of another kind');
write_file('empty.db', '');
says(observe("sqlite:$dir/empty.db?table=t"), qr/no such table/, 'an empty file');

# a page of the middle overwritten
my $big = sqlite('big.db', "CREATE TABLE t (a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) INSERT INTO t SELECT i % 3, i % 2 FROM n;");
says(observe("$big=t"), qr/50000 observations/, 'fifty thousand rows');
open my $f, '+<', "$dir/big.db" or die;
seek $f, 4096 * 20, 0;
print $f "\xFF" x 40960;
close $f;
says(observe("$big=t", 'P(a)'), qr/error: cannot read .*malformed/, 'a damaged file is an error, and no answer');

# UTF-16 inside
my $wide = sqlite('wide.db', "PRAGMA encoding = 'UTF-16'; CREATE TABLE t (a, b); INSERT INTO t VALUES ('\xC3\xA9', 1), ('e', 1);");
says(observe("$wide=t", 'P(a)'), qr/\xC3\xA9/, 'a file in UTF-16');

# another program writes
my $lock = "$dir/lock";
my $pid = open my $writer, '|-', "sqlite3 '$dir/t.db' >'$lock' 2>&1" or die;
select((select($writer), $| = 1)[0]);
print $writer "BEGIN EXCLUSIVE;\nSELECT 'locked';\n";
select undef, undef, undef, 0.05 until -s $lock;
my $began = time;
says(observe("$t=t"), qr/error: cannot .*locked/, 'a locked file');
ok(time - $began >= 4 && time - $began < 15, 'is waited for some seconds');
close $writer;
says(observe("$t=t"), qr/4 observations/, 'and read when it is free');
ok(!glob("$dir/t.db-*"), 'nothing is left beside the file');
finish();
