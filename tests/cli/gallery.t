#!/usr/bin/perl
# Pictures of the examples: each example has some, nothing overlaps in them, and those of the README are current.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin, "$FindBin::Bin/../tools";
use File::Temp 'tempdir';
use Causal;
use Picture;

my $root = $Causal::root;
my $program = Causal::program();
my $list = Causal::slurp("$root/tools/gallery.list");
for my $example (map { m{([^/]+)\.cdl$} } glob "$root/examples/*.cdl") {
    like $list, qr/^\Q$example\E\s+\|/m, "$example is in the gallery";
}

my $folder = tempdir(CLEANUP => 1);
my $said = `$root/tools/gallery $program $folder 2>&1`;
is $?, 0, 'make gallery' or diag $said;
ok -s "$folder/gallery.pdf", 'there is one PDF';
my $page = Causal::slurp("$folder/index.html");
my @svg = sort glob "$folder/*.svg";
is scalar(() = $page =~ /<figure /g), scalar @svg, 'and a page with every picture';
my %seen;
$seen{$1}++ while $page =~ /\bid="([^"]*)"/g;
is_deeply [grep { $seen{$_} > 1 } keys %seen], [], 'whose names are unique';
for my $file (@svg) {
    my ($name) = $file =~ m{([^/]+)$};
    my @wrong = Picture::overlaps(Causal::slurp($file));
    is "@wrong[0 .. ($#wrong > 4 ? 4 : $#wrong)]", '', "nothing overlaps in $name";
}

mkdir "$folder/readme";
$said = `$root/tools/pictures $program $folder/readme 2>&1`;
is $?, 0, 'make pictures' or diag $said;
for my $file (glob "$root/doc/pictures/*.svg") {
    my ($name) = $file =~ m{([^/]+)$};
    is Causal::slurp("$folder/readme/$name"), Causal::slurp($file), "doc/pictures/$name is current";
    like Causal::slurp("$root/README.md"), qr{\Qdoc/pictures/$name\E}, 'and in the README';
}
is scalar(() = glob "$root/doc/pictures/*.svg"), 3, 'there are three';
done_testing;
