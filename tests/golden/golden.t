#!/usr/bin/perl
# Every script here, and every example, says exactly what its golden file says.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../tools";
use Golden;
my $count = Golden::all(sort glob "$FindBin::Bin/*.cdl");
print "1..$count\n";
