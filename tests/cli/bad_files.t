#!/usr/bin/perl
# Files that are no tables of text, or not whole, or not what was meant: what is said, that nothing is taken from them, and that the models
# live on.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $good = write_file('good.csv', "A,B\n" . "yes,u\nno,v\nyes,v\n" x 20);
my @model = ('-e', 'model m { A -> B }');

# observe FILE OPTIONS, after a good file and before a question: what stands on standard error.
sub told {
    my ($text, $options) = @_;
    my $file = write_file('x.csv', $text);
    my ($status, $out, $err) = causal('--keep-going', @model, '-e', qq{observe m from "$good"},
        '-e', qq{observe m from "$file" } . ($options // ''), '-e', 'P(A = yes)');
    like $out, qr/0\.6667/, 'the model has its old data';
    is $status, 1, 'status 1';
    return $err =~ s/\n\s*/ /gr;
}

# ---- no tables of text ----

for (["\x89PNG\r\n\x1a\n" . "\0\1\2" x 50, 'a PNG picture'], ["\xff\xd8\xff\xe0rest", 'a JPEG picture'], ["GIF89a...", 'a GIF picture'],
     ["%PDF-1.7\n", 'a PDF document'], ["PK\3\4\x14\0\6\0", 'a ZIP archive, as spreadsheets are'],
     ["\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 'an old Office document'],
     ["SQLite format 3\0", 'an SQLite database'], ["PAR1\x15\4", 'a Parquet file'], ["ARROW1\0\0", 'an Arrow file'],
     ["\x7fELF\2", 'a program'], ["BZh91AY", 'packed by bzip2'], ["\xfd7zXZ\0", 'packed by xz'], ["\x28\xb5\x2f\xfd", 'packed by zstd'],
     ["\xff\xfeA\0,\0B\0\n\0", 'text in UTF-16'], ["\xfe\xff\0A\0,\0B\0\n", 'text in UTF-16'], ["\xff\xfe\0\0A\0\0\0", 'text in UTF-32'],
     ["<!DOCTYPE html>\n<html>", 'a page of HTML'], ["<html>\n", 'a page of HTML']) {
    my ($text, $what) = @$_;
    like told($text), qr/`[^`]*x\.csv` is \Q$what\E/, $what;
}
like told("\xff\xfeA\0,\0B\0\n\0"), qr/iconv -f utf-16 -t utf-8/, 'UTF-16: how to convert it';
like told("PK\3\4"), qr/save the table as CSV/, 'a spreadsheet: what to do';
like told("SQLite format 3\0"), qr/sqlite:.*\?table=/, 'a database: how it is read';
like told("\1\2\xff\4rubbish\n\5\xfe"), qr/header .* is not UTF-8.*really a table of text/, 'rubbish';
like told("\xc4,B\nyes,u\n"), qr/header .* is not UTF-8.*iconv -f latin1/, 'Latin-1';
like told("A\0,\0B\0\n\0"), qr/line 1 .* NUL byte.*UTF-16/, 'UTF-16 without a mark';

# ---- not whole ----

like told(qq{A,B\nyes,u\nno,"v}), qr/`[^`]*x\.csv` ends inside the quoted field that begins on line 3.*cut short/, 'cut in a quoted field';
like told(qq{A,B\n"yes,u\n} . "no,v\n" x 10), qr/ends inside the quoted field that begins on line 2/, 'a closing quote is missing';
like told(qq{A,B\n"yes,u\n} . "no,v\n" x 300000), qr/field .* begins on line 2 .*closing quote/, 'and the file is long';
like told("A,B\nyes," . "v" x 2000000), qr/field .* begins on line 2 .*line ends/, 'a long field without quotes';

# ---- other separators and names ----

like told("A;B\nyes;u\n"), qr/its only column is `A;B`.*separator ";"/, 'semicolons';
like told("A\tB\nyes\tu\n"), qr/separator "tab"/, 'tabs';
like told("A|B\nyes|u\n"), qr/separator "\|"/, 'bars';
like told("A,B\nyes,u\n", 'separator ";"'), qr/are its fields separated by `,`/, 'commas where another was said';
like told("a, B\nyes,u\n"), qr/did you mean `a`\?.*columns: a, " B".*with column as variable/, 'a name in other case, and one with a blank';
like told(qq{"A\nx",B\nyes,u\n}), qr/columns are "A\\nx", B/, 'a line end in a name is written as one';

# ---- numbers ----

my $numbers = join '', map { "$_.5,u\n" } 1 .. 5000;
like told("A,B\n$numbers"), qr/line 4098 of .*: column `A` holds more than 4096 different numbers.*rows up to there.*bin A at 1024\.5, 2048\.5, 3072\.5/,
    'too many numbers: the quartiles are those of what was read';
unlike told("A,B\n$numbers"), qr/values A/, 'and `values` would not help';
like told("A,B\n$numbers", 'values A'), qr/more than 4096 different numbers/, 'nor does it';
like told("A,B\n?,u\n$numbers"), qr/more than 4096 different values.*all but `\?` are numbers.*missing "\?"/, 'too many numbers beside a sign';
like told("A,B\n1,u\n2,v\n?,v\n", 'values A'), qr/line 4 of .*`\?` in column `A` is not a number.*missing "\?"/, 'a text among values';
like told("A,B\n1,u\n2,v\n,v\n", 'values A missing as level'), qr/line 4 of .*the value of `A` is missing, and no number/,
    'a missing value that is to be a number';

my $commas = join '', map { "\"$_,5\",u\n" } 1 .. 20;
like told("A,B\n$commas", 'values A'), qr/line 2 of .*`1,5` in column `A` is not a number.*decimal point.*1\.5/, 'a decimal comma';
like told("A,B,n\nyes,u,\"1,5\"\n", 'weight n'), qr/the weight `1,5` .* is not a number.*decimal point.*1\.5/, 'in a weight';

# ---- weights ----

like told("A,B,n\nyes,u,1e308\nno,v,1e308\n", 'weight n'), qr/weights in column `n` of .* add up to more than a number can hold/, 'weights too large';
like told("A,B,n\nyes,u,1e200\nno,v,1\n", 'sampling weight n'), qr/add up to more/, 'or their squares';

# ---- files that are not there ----

my ($status, $out, $err) = causal(@model, '-e', qq{observe m from "$dir/god.csv"});
like $err, qr/god\.csv`: No such file.*did you mean `good\.csv`\?/s, 'a file of nearly that name';
($status, $out, $err) = causal(@model, '-e', qq{observe m from "$dir/none/good.csv"});
like $err, qr/No such file.*there is no folder `[^`]*none`/s, 'no folder';
($status, $out, $err) = causal(@model, '-e', 'observe m from "-"');
like $err, qr{/dev/stdin}, 'standard input has a name';

# ---- likely slips: warnings ----

# The same where the file is read.
sub warned {
    my ($text, $options) = @_;
    my $file = write_file('x.csv', $text);
    my ($status, $out, $err) = causal(@model, '-e', qq{observe m from "$file" } . ($options // ''));
    is $status, 0, 'status 0' or diag $err;
    return $err =~ s/\n\s*/ /gr;
}

like warned("A,B\nYes,u\nyes ,v\nyes,u\nno,v\n"), qr/warning: the levels `Yes`, `yes` and `yes ` of `A` differ only in case or blanks.*nothing is trimmed/,
    'three spellings of yes';
like warned("A,B\n1,u\n1.0,v\n2,v\n"), qr/warning: the levels `1` and `1\.0` of `A` are one number/, 'two spellings of 1';
like warned("A,B\nyes,u\nyes\xc2\xa0,v\n"), qr/warning: the levels `yes` and .* of `A` differ only in case or blanks/, 'a blank that does not break';
is warned("A,B\n1,u\n1.0,v\n2,v\n", 'values A'), '', 'to values it is all the same';
like warned("A,B\nyes,u\n?,v\nno,v\n"), qr/warning: `\?` is taken as a level of `A`.*missing "\?"/, 'a question mark';
is warned("A,B\nyes,u\n?,v\nno,v\n", 'missing "?"'), '', 'that was said to be missing';
is warned("A,B\nNone,u\nMild,v\n-,v\n"), '', 'words that may be meant';
my $mixed = join '', map { "$_,u\n" } 1 .. 20;
like warned("A,B\n$mixed" . "unknown,v\n"), qr/warning: column `A` holds 20 different numbers beside `unknown`, and each is a level.*missing "unknown".*bin/,
    'numbers and one word';
is warned("A,B\n1,u\n2,u\nunknown,v\n"), '', 'few numbers and one word';
like warned("A,B\n$commas"), qr/warning: the levels of `A` look like numbers with a decimal comma.*decimal point/, 'decimal commas';
is warned("A,B\n\"Smith, John\",u\n\"1,5\",u\n"), '', 'other commas';
my $codes = join '', map { "$_,u\nV$_,u\n" } 1 .. 20;
is warned("A,B\n$codes"), '', 'codes, some of which are numbers';

done_testing;
