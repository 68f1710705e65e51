#!/usr/bin/perl
# The rooms of src/ keep to src/LAYERS: includes go down the floors, and each outside library stays in its room.
use strict;
use warnings;
use FindBin;
my $src = "$FindBin::Bin/../src";
my (%floor, %owner, $count);
open my $table, '<', "$src/LAYERS" or die "LAYERS: $!";
while (<$table>) {
    next if /^#/ || !/\S/;
    my ($floor, $room, @outside) = split;
    $floor{$room} = $floor;
    $owner{$_} = $room for grep { $_ ne '-' } @outside;
}
for my $file (sort glob "$src/*/*.[ch]") {
    my ($room) = $file =~ m{src/([^/]+)/};
    my @wrong;
    open my $f, '<', $file or die "$file: $!";
    while (<$f>) {
        if (m{^\s*#\s*include\s+"([^/"]+)/([^"]+)"}) {
            my ($other, $header) = ($1, $2);
            push @wrong, "$other/$header" if !exists $floor{$other} || ($other ne $room && $floor{$other} >= $floor{$room});
            push @wrong, "$other/$header (private)" if $other ne $room && $header =~ /_int\.h$/;
        } elsif (m{^\s*#\s*include\s+<([^>]+)>}) {
            my $header = $1;
            for my $prefix (keys %owner) {
                push @wrong, "<$header>" if index($header, $prefix) == 0 && $owner{$prefix} ne $room;
            }
        }
    }
    print @wrong ? 'not ok ' : 'ok ', ++$count, " - $room/", $file =~ m{([^/]+)$}, @wrong ? " includes @wrong" : '', "\n";
}
print "1..$count\n";
