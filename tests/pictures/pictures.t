#!/usr/bin/perl
# Small diagrams, each drawn by the statement in its first line as SVG and as text, exactly as in the files beside it.
# In the SVG nothing overlaps.  With BLESS=1 the files are rewritten; look at the pictures before committing them.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib "$FindBin::Bin/../cli", "$FindBin::Bin/../tools";
use Causal;
use Picture;

my $here = $FindBin::Bin;
my $xmllint = grep { -x "$_/xmllint" } split /:/, $ENV{PATH};
diag 'xmllint is not installed: SVG is not checked against the rules of XML' unless $xmllint;

for my $script (sort glob "$here/*.cdl") {
    my ($name) = $script =~ m{([^/]+)\.cdl$};
    my ($statement) = Causal::slurp($script) =~ /\A# (draw .*)/ or die "$script: no statement";
    for my $format ('svg', 'txt') {
        my $file = "$Causal::dir/$name.$format";
        my ($status, undef, $err) = causal('-q', $script, '-e', "$statement to \"$file\"");
        is "$status$err", 0, "$name: $statement" or next;
        my $picture = Causal::slurp($file);
        if ($ENV{BLESS}) {
            open my $f, '>', "$here/$name.$format" or die "$name.$format: $!";
            print $f $picture;
            close $f;
        }
        is $picture, Causal::slurp("$here/$name.$format"), "$name.$format is as it was";
        next if $format ne 'svg';
        is join('; ', Picture::overlaps($picture)), '', "nothing overlaps in $name.svg";
        is system("xmllint --noout --nonet '$file'"), 0, "$name.svg is XML" if $xmllint;
    }
}
done_testing;
