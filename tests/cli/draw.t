#!/usr/bin/perl
# `draw .. to "file"`: the file is whole or not there, the same twice, and errors say what to do.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $model = write_file('m.cdl', "model smoking { S -> T -> C; S <-> C; var S, T, C : {0, 1} }\n");
my %have = map { my $tool = $_; ($tool => scalar grep { -x "$_/$tool" } split /:/, $ENV{PATH}) } qw(pdftotext pdffonts);

sub draw {
    my ($statement) = @_;
    return causal('-q', $model, '-e', $statement);
}

sub files { return join ' ', map { m{([^/]+)$} } sort glob "$Causal::dir/out.d/* $Causal::dir/out.d/.[!.]*" }

mkdir "$Causal::dir/out.d";
my $out = "$Causal::dir/out.d";

# ---- the same twice, whatever the locale ----
for my $format (qw(svg pdf png tikz txt)) {
    my @got;
    for my $locale ('C', 'C.UTF-8', 'de_DE.UTF-8') { # the last is C where it is not installed
        local $ENV{LC_ALL} = $locale;
        my ($status, undef, $err) = draw("draw do(smoking, S = 1) to \"$out/p.$format\"");
        is "$status$err", 0, "$format in the locale $locale";
        push @got, Causal::slurp("$out/p.$format");
    }
    if ($format eq 'txt') {
        like $got[0], qr/\A[\x00-\x7f]+\z/, 'txt: ASCII where the locale has nothing else';
        @got = $got[1];
    }
    ok length $got[0] > 100 && !grep({ $_ ne $got[0] } @got), "$format: the same to the byte";
}
is files(), 'p.pdf p.png p.svg p.tikz p.txt', 'nothing else is written';

# ---- text in PDF ----
SKIP: {
    skip 'pdftotext and pdffonts are not installed', 3 unless $have{pdftotext} && $have{pdffonts};
    my $text = `pdftotext '$out/p.pdf' -`;
    like $text, qr/^$_$/m, "pdf: $_ is text" for 'S', 'do\(smoking, S = 1\)';
    my (undef, undef, @fonts) = split /\n/, `pdffonts '$out/p.pdf'`;
    is scalar(grep { !/\byes (?:yes|no) +(?:yes|no) +\d+ +\d+$/ } @fonts), 0, 'pdf: fonts are embedded';
}

# ---- what cannot be written ----
sub fails {
    my ($path, $says) = @_;
    my ($status, $said, $err) = draw("draw smoking to \"$path\"\nP(S)");
    isnt $status, 0, "$path: an error";
    like $err, $says, 'which says why';
    like $err, qr/^\s*draw smoking to .*\n\s+\^+$/m, 'and where';
}
fails("$out/none/p.svg", qr/No such file or directory/);
fails("$out/p.svg/q.svg", qr/Not a directory/);
fails("$out", qr/suffix|\.svg/);
fails("$out/p.gif", qr/\.svg.*\.pdf.*\.png.*\.tikz.*\.txt/s);
is files(), 'p.pdf p.png p.svg p.tikz p.txt', 'nothing is left behind';

# ---- a disk that is full: what was there stays ----
for my $format (qw(svg pdf png tikz txt)) {
    my $before = "what was there\n";
    write_file("out.d/p.$format", $before);
    my $program = Causal::program();
    my $said = `trap '' XFSZ; ulimit -f 0; '$program' -q '$model' -e 'draw smoking to "$out/p.$format"' 2>&1 | cat`;
    like $said, qr/error: .*p\.$format/, "$format on a full disk: an error";
    is Causal::slurp("$out/p.$format"), $before, 'the old file is as it was';
}
is files(), 'p.pdf p.png p.svg p.tikz p.txt', 'nothing is left behind';

# ---- what is said about a picture ----
my ($status, $said) = causal('-q', '--format', 'json', $model, '-e', "draw smoking to \"$out/p.svg\"");
is $status, 0, 'json';
like $said, qr/\A(?:\{.*\}\s*)*\z/s, 'is json or nothing' or diag $said;
done_testing;
