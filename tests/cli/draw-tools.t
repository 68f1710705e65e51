#!/usr/bin/perl
# Pictures read by other programs: SVG by xmllint and librsvg, PDF and PNG by poppler and file headers. The pictures are
# the hand-made pages of tests/unit/draw_t.c, in each theme.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;
use lib "$FindBin::Bin/../tools";
use File::Basename;
use Picture;

my $build = dirname($ENV{CAUSAL} || "$Causal::root/build/causal");
my $maker = "$build/tests/unit/draw_t";
plan skip_all => "$maker is not built" unless -x $maker;

my @themes = ('print', 'slides', 'dark');
my %have = map { my $tool = $_; ($tool => scalar grep { -x "$_/$tool" } split /:/, $ENV{PATH}) }
    qw(xmllint rsvg-convert pdftotext pdffonts pdfinfo pdftoppm);

sub make {
    my ($format, $theme) = @_;
    my $file = "$dir/$theme.$format";
    system("'$maker' $format $theme > '$file' 2>'$dir/err'");
    return $? == 0 ? $file : undef;
}

sub with {
    my ($tool, $count, $tests) = @_;
    SKIP: {
        skip "$tool is not installed", $count unless $have{$tool};
        $tests->();
    }
}

for my $theme (0 .. $#themes) {
    my $svg = make("svg", $theme);
    ok $svg, "$themes[$theme]: svg";
    with('xmllint', 1, sub {
        is system("xmllint --noout --nonet '$svg' >'$dir/out' 2>&1"), 0, 'is well-formed for xmllint';
    });
    with('rsvg-convert', 2, sub {
        is system("rsvg-convert '$svg' -o '$dir/svg.png' 2>'$dir/err'"), 0, 'librsvg draws it';
        ok -s "$dir/svg.png" > 3000, 'and there is something to see';
    });
}

# ---- the reader that tests of layouts rely on sees what is wrong ----
my $svg = Causal::slurp(make('svg', 0));
is_deeply [Picture::overlaps($svg)], [], 'nothing overlaps in the hand-made pages';
sub spoiled {
    my ($where, $what, $says) = @_;
    my $bad = $svg;
    ok $bad =~ s/($where)/my $g = $1; $what->($g); $g/es && grep({ $_ =~ $says } Picture::overlaps($bad)), "seen: $says";
}
spoiled(qr{<g class="copy"[^>]*>\s*<circle[^>]*>}, sub { $_[0] =~ s/cx="[^"]*" cy="[^"]*"/cx="112" cy="70"/ }, qr/overlap/);
spoiled(qr{<text[^>]*>H<}, sub { $_[0] =~ s/ x="[^"]*"/ x="132"/ }, qr/^label .*`H` lies on \S*w1/);
spoiled(qr{<text[^>]*>H<}, sub { $_[0] =~ s/ x="[^"]*" y="[^"]*"/ x="120" y="75"/ }, qr/^label .*`H` and \S+ `c .*` overlap/);
spoiled(qr{data-name="t">\s*<rect[^>]*>}, sub { $_[0] =~ s/ width="[^"]*"/ width="200"/ }, qr/w1 .*runs through \S+ `t`/);
spoiled(qr{<text[^>]*>t<}, sub { $_[0] =~ s/textLength="[^"]*"/textLength="60"/ }, qr/the text of \S+ `t` does not fit/);
spoiled(qr{data-name="e">\s*<path d="[^"]*}, sub { $_[0] =~ s/ d="[^"]*/ d="M90 245 L130 245 L110 220 Z/ }, qr/`h` and \S+ `e` overlap/);

SKIP: {
    my $pdf = make('pdf', 0);
    skip 'Cairo and Pango are not installed', 14 unless $pdf;
    with('pdftotext', 6, sub {
        my $text = `pdftotext '$pdf' -`;
        like $text, qr/\bcut S in smoking\b/, 'pdf: a title is text';
        like $text, qr/\bMediator\b/, 'so is the name of a node';
        like $text, qr/Größe β/, 'and one that is not ASCII';
        like $text, qr/c <&"'>/, 'and one of odd characters';
        my ($first, $second) = split /\f/, $text;
        unlike $first, qr/Mediator/, 'a page each';
        like $second, qr/Mediator/, 'in order';
    });
    with('pdffonts', 3, sub {
        my (undef, undef, @fonts) = split /\n/, `pdffonts '$pdf'`;
        ok @fonts > 1, 'pdf: there are fonts';
        is scalar(grep { !/\byes (?:yes|no) +(?:yes|no) +\d+ +\d+$/ } @fonts), 0, 'all embedded';
        is scalar(grep { /Type 3/ } @fonts), 0, 'none of bitmaps';
    });
    with('pdfinfo', 3, sub {
        my $info = `pdfinfo '$pdf'`;
        like $info, qr/^Title: +A & B$/m, 'pdf: its title';
        like $info, qr/^Pages: +2$/m, 'its pages';
        unlike $info, qr/^CreationDate: .*20[1-9]\d/m, 'it does not say when it was made';
    });
    my $png = make('png', 0);
    open my $f, '<:raw', $png or die "$png: $!";
    read $f, my $head, 54;
    my ($width, $height) = unpack 'x16NN', $head;
    # 10.5 u across and 7 + 1 + 6 + 0.5 down, 9 mm each, at 200 dots an inch.
    is "$width $height", join(' ', map { int($_ * 9 / 25.4 * 200) + 1 } 10.5, 14.5), 'png: 200 dots an inch';
    is join(' ', unpack 'x37a4NNC', $head), 'pHYs 7874 7874 1', 'and it says so';
}
done_testing;
