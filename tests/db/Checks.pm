# Checks.pm -- results of the tests of databases, with what was said when one fails.
package Checks;
use strict;
use warnings;
use Exporter 'import';
our @EXPORT = qw(ok finish);

my $count = 0;

# A check, and texts that explain a failure.
sub ok {
    my ($good, $name, @why) = @_;
    print $good ? 'ok ' : 'not ok ', ++$count, " - $name\n";
    print map { "# $_\n" } map { s/\e/^[/gr } map { split /[\r\n]+/ } @why unless $good;
    return $good;
}

# The plan, at the end.
sub finish { print "1..$count\n" }

1;
