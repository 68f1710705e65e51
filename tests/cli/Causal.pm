# Causal.pm -- run the program and look at what it says. $CAUSAL is its path (default build/causal).
package Causal;
use strict;
use warnings;
use Exporter 'import';
use File::Temp qw(tempdir);
use FindBin;
our @EXPORT = qw(causal run_with write_file $dir);

our $dir = tempdir(CLEANUP => 1);
our $root = "$FindBin::Bin/../..";
my $program = $ENV{CAUSAL} || "$root/build/causal";
$program = "$ENV{PWD}/$program" unless $program =~ m{^/};

# What a test must not inherit from the person who runs it.
delete @ENV{qw(NO_COLOR CLICOLOR_FORCE LC_CTYPE)};
$ENV{LC_ALL} = 'C.UTF-8';
$ENV{HOME} = $dir;
$SIG{INT} = 'DEFAULT'; # not ignored, as what runs in the background of a shell has it

sub write_file {
    my ($name, $text) = @_;
    open my $f, '>', "$dir/$name" or die "$dir/$name: $!";
    print $f $text;
    close $f or die "$dir/$name: $!";
    return "$dir/$name";
}

# run_with({in => TEXT, out => FILE}, ARGUMENTS): (exit status, standard output, standard error). A death by
# signal N is status 128 + N.
sub run_with {
    my ($how, @arguments) = @_;
    write_file('in', $how->{in} // '');
    my $out = $how->{out} // "$dir/out";
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN, '<', "$dir/in" or die;
        open STDOUT, '>', $out or die;
        open STDERR, '>', "$dir/err" or die;
        exec $program, @arguments or die "$program: $!";
    }
    waitpid $pid, 0;
    my $status = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    return ($status, $how->{out} ? '' : slurp("$dir/out"), slurp("$dir/err"));
}

sub causal {
    return run_with({}, @_);
}

sub program {
    return $program;
}

sub slurp {
    open my $f, '<', $_[0] or die "$_[0]: $!";
    local $/;
    return scalar(<$f>) // '';
}

1;
