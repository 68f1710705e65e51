# Tables.pm -- tables of text whose fields are plain, and what two groups of their rows differ by.
package Tables;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(columns two_samples);

# Columns of a file as a list of lists; rows with an empty one are left out.
sub columns {
    my ($file, @wanted) = @_;
    open my $in, '<', $file or die "$file: $!";
    my @name = split /,/, <$in> =~ s/\s+\z//r;
    my @rows;
    while (<$in>) {
        s/\s+\z//;
        my %of;
        @of{@name} = split /,/, $_, -1;
        push @rows, [@of{@wanted}] unless grep { $_ eq '' } @of{@wanted};
    }
    return @rows;
}

# Of [group, value] the difference of the means, group 1 less 0, and its standard error with the variances of the two samples.
sub two_samples {
    my (@mean, @square);
    for my $group (0, 1) {
        my @x = map { $_->[1] } grep { $_->[0] == $group } @_;
        my $sum = 0;
        $sum += $_ for @x;
        $mean[$group] = $sum / @x;
        $square[$group] = 0;
        $square[$group] += ($_ - $mean[$group])**2 / @x**2 for @x;
    }
    return ($mean[1] - $mean[0], sqrt($square[0] + $square[1]));
}

1;
