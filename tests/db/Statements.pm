# Statements.pm -- what `explain sql` prints, and whether the engine's answer to it is that of the program.
package Statements;
use strict;
use warnings;
use Exporter 'import';
use Causal;
our @EXPORT = qw(ask statement match);

# The lines of the answer: its values and p, undefined as an empty text.
sub ask {
    my ($script, $question, @options) = @_;
    my ($status, $out, $err) = causal('--format', 'csv', '--interval=off', '-e', $script, '-e', $question, @options);
    return ($out, $err);
}

sub statement {
    my ($script, $question) = @_;
    my ($status, $out, $err) = causal('-e', $script, '-e', "explain sql $question");
    return $status == 0 ? ($out =~ s/\A.*^(?=-- [PE]\()//msr, '') : (undef, "$out$err");
}

sub same {
    my ($a, $b) = @_;
    my $n = 0;
    return "nothing in common" unless %$a;
    for (keys %$a) {
        return "no row $_" unless exists $b->{$_};
        my ($x, $y) = ($a->{$_}, $b->{$_});
        return "$_: $x and $y" if ($x =~ /^(?:|undefined|NULL)$/) != ($y =~ /^(?:|undefined|NULL)$/);
        return "$_: $x and $y" if $x =~ /\d/ && abs($x - $y) > 1e-9;
    }
    return scalar(keys %$a) == scalar(keys %$b) ? '' : 'rows differ in number';
}

# The columns of the program's table are those of the question; the statement has those that the formula depends on.
sub match {
    my ($question, $want, $got, $sql) = @_;
    my ($head, @lines) = split /\n/, $want;
    return 'no answer' unless defined $head && @lines;
    my @names = split /,/, $head =~ s/^(.*),p(?:,.*)?$/$1/r; # behind p stands how sure it is
    my ($columns) = $sql =~ /^SELECT (.*)p_* FROM p\d+(?:_ours)?$/m or return 'no statement';
    my @all = $columns =~ /([^"`]+)["`], /g;
    my %fixed = $question =~ /(\w+) = "?([^",)]+)/g;
    my (%a, %b);
    for (@lines) {
        my @f = map { s/^"(.*)"$/$1/r } split /,/, $_, -1;
        my %v = (%fixed, map { $names[$_] => $f[$_] } 0 .. $#names);
        $a{join '|', map { $v{$_} // '' } @all} = $f[@names];
    }
    for (split /\n/, $got) {
        my @f = split /,/, $_, -1;
        my $p = pop @f;
        return "other columns: $_" if @f != @all;
        $b{join '|', @f} = $p;
    }
    return same(\%a, \%b);
}
1;
