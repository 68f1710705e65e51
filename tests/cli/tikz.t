#!/usr/bin/perl
# TikZ pictures compile in a plain article, with pdfLaTeX and LuaLaTeX, and their names are found in the page.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $root = $Causal::root;
my @engines = grep { my $e = $_; grep { -x "$_/$e" } split /:/, $ENV{PATH} } qw(pdflatex lualatex);
my (@pictures, %says);
for my $script (sort glob "$root/tests/pictures/*.cdl") {
    my ($name) = $script =~ m{([^/]+)\.cdl$};
    my ($statement) = Causal::slurp($script) =~ /\A# (draw .*)/;
    my ($status, undef, $err) = causal('-q', $script, '-e', "$statement to \"$Causal::dir/$name.tikz\"");
    is "$status$err", 0, "$name.tikz is written";
    push @pictures, $name;
    my $tikz = Causal::slurp("$Causal::dir/$name.tikz");
    is scalar(() = $tikz =~ /\\begin\{tikzpicture\}/g), scalar(() = $tikz =~ /\\end\{tikzpicture\}/g),
        'its picture ends';
    unlike $tikz, qr/\bnan\b|\binf\b|e[-+]\d/, 'all numbers are ones that TeX can read';
    $says{$name} = [$tikz =~ /\{\$([A-Z]\w*)\$\}/g];
}

SKIP: {
    if (!@engines) {
        diag 'TeX is not installed: no picture is compiled';
        skip 'TeX is not installed', 1;
    }
    write_file('all.tex', join "\n", '\documentclass{article}', '\usepackage{tikz}', '\begin{document}',
        (map { "\\input{$_.tikz}\\newpage" } @pictures), '\end{document}', '');
    for my $engine (@engines) {
        my $log = `cd '$Causal::dir' && $engine -interaction=nonstopmode -halt-on-error all.tex </dev/null 2>&1`;
        is $?, 0, "$engine compiles the pictures" or diag $log =~ /(^!.*?\nl\.\d+[^\n]*)/ms ? $1 : $log;
        unlike $log, qr/^Missing character/m, 'no character is missing';
        next unless grep { -x "$_/pdftotext" } split /:/, $ENV{PATH};
        my @pages = split /\f/, `pdftotext '$Causal::dir/all.pdf' -`;
        is scalar(@pages), scalar(@pictures), 'a page each';
        for my $i (0 .. $#pictures) {
            my @lost = grep { index($pages[$i] // '', $_) < 0 } @{$says{$pictures[$i]}};
            is "@lost", '', "the names in $pictures[$i] are on its page";
        }
    }
}
done_testing;
