# Golden.pm -- run causal on a script and compare everything it says with a file beside it.
#
# A script X.cdl may carry `# args: --format json` in a first line. X.out holds standard output, then a line "--- stderr" with standard
# error when there is any, and a last line "--- exit N". With BLESS=1 the files are rewritten instead; review the diff.
package Golden;
use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename;
use File::Temp qw(tempdir);

our $causal = abs_path($ENV{CAUSAL} // 'build/causal');
my $scratch = tempdir(CLEANUP => 1);

sub slurp {
    my ($file) = @_;
    open my $f, '<', $file or return '';
    local $/;
    return <$f> // '';
}

# How long something took is another number each time: `explain plan` tells it.
sub timeless {
    my ($text) = @_;
    my $number = qr/[0-9.]+(?:e[+-]?[0-9]+)?/;
    $text =~ s/\b$number (?:us|ms|s) (?=to (?:plan|run)\b)/T /g;
    $text =~ s/\($number ns an entry\)/(T an entry)/g;
    $text =~ s/(\bseconds_(?:planned|run)(?:":|,,,))$number/$1T/g;
    return $text;
}

# Run in the script's folder, so that messages name the file alone.
sub run {
    my ($script) = @_;
    my ($name, $folder) = fileparse($script);
    my ($args) = slurp($script) =~ /\A# args: (.*)/;
    $args //= '';
    my $status = system("cd '$folder' && '$causal' $args '$name' >'$scratch/out' 2>'$scratch/err' </dev/null") >> 8;
    my $err = slurp("$scratch/err");
    return timeless(slurp("$scratch/out")) . ($err eq '' ? '' : "--- stderr\n$err") . "--- exit $status\n";
}

sub all {
    my (@scripts) = @_;
    my $count = 0;
    for my $script (@scripts) {
        (my $golden = $script) =~ s/\.cdl$/.out/;
        my $got = run($script);
        # A crash, or want of memory, is never what a golden file should say.
        my $sound = $got !~ /--- exit (?:1[2-9]\d|2\d\d)\n\z/ && $got !~ /^error: out of memory$/m;
        if ($ENV{BLESS} && $sound) {
            open my $f, '>', $golden or die "$golden: $!";
            print $f $got;
            close $f;
        }
        my $want = slurp($golden);
        my $good = $sound && $got eq $want;
        print $good ? 'ok ' : 'not ok ', ++$count, " - $script\n";
        next if $good;
        print "# wanted:\n", map({ "#   $_\n" } split /\n/, $want), "# got:\n", map({ "#   $_\n" } split /\n/, $got);
    }
    return $count;
}

1;
