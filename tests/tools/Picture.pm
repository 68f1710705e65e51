# Picture.pm -- read an SVG of the program back, and find what overlaps in it.
#
#   my @wrong = Picture::overlaps($svg);   # phrases, empty when all is well
#
# Everything is computed from the shapes as drawn: outlines of marks are polygons, wires are sampled, text is a box of
# the length it carries. What is a ghost may be overlapped: it is not there any more.
package Picture;
use strict;
use warnings;

my $SLACK = 0.6;    # in units of the picture: half a line's width

# ---- reading ----

sub unescape {
    my ($s) = @_;
    my %of = (lt => '<', gt => '>', quot => '"', amp => '&');
    $s =~ s/&(lt|gt|quot|amp);/$of{$1}/g;
    return $s;
}

sub attributes {
    my ($s) = @_;
    my %a;
    $a{$1} = unescape($2) while $s =~ /([\w:-]+)="([^"]*)"/g;
    return \%a;
}

# A path as points, curves sampled.
sub trace {
    my ($d) = @_;
    my ($x, $y, @points) = (0, 0);
    while ($d =~ /([MLCZ])([^MLCZ]*)/g) {
        my ($op, $numbers) = ($1, $2);
        my @n = $numbers =~ /-?[\d.]+/g;
        if ($op eq 'M' || $op eq 'L') {
            my $steps = $op eq 'L' ? 24 : 1;
            push @points, map { [$x + ($n[0] - $x) * $_ / $steps, $y + ($n[1] - $y) * $_ / $steps] } 1 .. $steps;
            ($x, $y) = @n;
        } elsif ($op eq 'C') {
            for my $i (1 .. 24) {
                my ($t, $u) = ($i / 24, 1 - $i / 24);
                push @points, [map { $u**3 * ($x, $y)[$_] + 3 * $u**2 * $t * $n[$_] + 3 * $u * $t**2 * $n[2 + $_]
                                         + $t**3 * $n[4 + $_] } 0, 1];
            }
            ($x, $y) = @n[4, 5];
        }
    }
    return \@points;
}

sub rectangle { my ($x, $y, $w, $h) = @_; return [[$x, $y], [$x + $w, $y], [$x + $w, $y + $h], [$x, $y + $h]] }

sub outline {
    my ($element, $a) = @_;
    return rectangle(@$a{qw(x y width height)}) if $element eq 'rect';
    return trace($a->{d}) if $element eq 'path';
    my ($rx, $ry) = $element eq 'circle' ? ($a->{r}, $a->{r}) : ($a->{rx}, $a->{ry});
    return [map { [$a->{cx} + $rx * cos($_ * 0.19635), $a->{cy} + $ry * sin($_ * 0.19635)] } 0 .. 31];
}

# The groups of a picture that stand for something, each with class, id, name, from, to, page, outlines and texts.
sub read_groups {
    my ($svg) = @_;
    my (@stack, @groups);
    $svg =~ s/<desc>.*?<\/desc>//s;
    while ($svg =~ m{<(/?)(\w+)([^>]*?)(/?)>([^<]*)}g) {
        my ($end, $element, $rest, $empty, $text) = ($1, $2, $3, $4, $5);
        if ($element eq 'g' && !$end) {
            my $a = attributes($rest);
            my $group = {%$a, outlines => [], texts => [], kinds => {map { $_ => 1 } split / /, $a->{class}}};
            $group->{page} = scalar grep { $_->{class} eq 'page' } @groups, $group;
            push @groups, $group;
            push @stack, $group;
        } elsif ($element eq 'g') {
            pop @stack;
        } elsif (!$end && @stack && $element =~ /^(?:rect|path|circle|ellipse)$/) {
            push @{$stack[-1]{outlines}}, outline($element, attributes($rest));
        } elsif (!$end && @stack && $element eq 'text') {
            my $a = attributes($rest);
            my ($w, $size) = ($a->{textLength} // 0, $a->{'font-size'});
            my $left = $a->{x} - $w * {start => 0, middle => 0.5, end => 1}->{$a->{'text-anchor'} // 'start'};
            push @{$stack[-1]{texts}}, {text => unescape($text), shape => rectangle($left, $a->{y} - 0.66 * $size, $w, 0.66 * $size)};
        }
    }
    return @groups;
}

# ---- geometry ----

sub bounds {
    my ($p) = @_;
    my @b = (9e9, 9e9, -9e9, -9e9);
    for (@$p) {
        $b[0] = $_->[0] if $_->[0] < $b[0];
        $b[1] = $_->[1] if $_->[1] < $b[1];
        $b[2] = $_->[0] if $_->[0] > $b[2];
        $b[3] = $_->[1] if $_->[1] > $b[3];
    }
    return @b;
}

sub apart {
    my ($p, $q) = @_;
    my ($a, $b, $c, $d) = bounds($p);
    my ($e, $f, $g, $h) = bounds($q);
    return $c <= $e + $SLACK || $g <= $a + $SLACK || $d <= $f + $SLACK || $h <= $b + $SLACK;
}

# Is a point in a polygon (even-odd), and not just on its rim?
sub inside {
    my ($x, $y, $p) = @_;
    my ($in, $near) = (0, 9e9);
    for my $i (0 .. $#$p) {
        my ($a, $b) = ($p->[$i - 1], $p->[$i]);
        my ($dx, $dy) = ($b->[0] - $a->[0], $b->[1] - $a->[1]);
        my $l = $dx * $dx + $dy * $dy;
        my $t = $l ? (($x - $a->[0]) * $dx + ($y - $a->[1]) * $dy) / $l : 0;
        $t = $t < 0 ? 0 : $t > 1 ? 1 : $t;
        my $d = sqrt(($x - $a->[0] - $t * $dx)**2 + ($y - $a->[1] - $t * $dy)**2);
        $near = $d if $d < $near;
        $in = !$in if ($a->[1] > $y) != ($b->[1] > $y) && $x < $a->[0] + $dx * ($y - $a->[1]) / $dy;
    }
    return $in && $near > $SLACK;
}

sub dense { # points on and in a shape
    my ($p) = @_;
    my @points;
    for my $i (0 .. $#$p) {
        my ($a, $b) = ($p->[$i - 1], $p->[$i]);
        push @points, map { [$a->[0] + ($b->[0] - $a->[0]) * $_ / 12, $a->[1] + ($b->[1] - $a->[1]) * $_ / 12] } 1 .. 12;
    }
    my ($x0, $y0, $x1, $y1) = bounds($p);
    push @points, [($x0 + $x1) / 2, ($y0 + $y1) / 2];
    return @points;
}

sub overlap {
    my ($p, $q) = @_;
    return 0 if apart($p, $q);
    return scalar grep { inside(@{$_->[0]}, $_->[1]) } (map { [$_, $q] } dense($p)), (map { [$_, $p] } dense($q));
}

# ---- what is wrong ----

sub called {
    my ($g) = @_;
    return ($g->{id} // $g->{class}) . ($g->{'data-name'} ? " `$g->{'data-name'}`" : " ($g->{class})");
}

# Does the text of a mark fit inside it? (Below a node, it is a label like others.)
sub fits {
    my ($g) = @_;
    my @wrong;
    for my $t (@{$g->{texts}}) {
        next unless overlap($t->{shape}, $g->{outlines}[0]);
        my @out = grep { !inside(@$_, $g->{outlines}[0]) } @{$t->{shape}};
        push @wrong, "the text of " . called($g) . " does not fit" if @out > ($g->{kinds}{box} ? 0 : 2);
    }
    return @wrong;
}

sub overlaps {
    my ($svg) = @_;
    my @groups = read_groups($svg);
    my @marks = grep { ($_->{id} // '') =~ /m\d+$/ } @groups;
    my @wires = grep { ($_->{id} // '') =~ /w\d+$/ && !$_->{kinds}{ghost} } @groups;
    my @labels = grep { $_->{kinds}{label} || $_->{kinds}{title} || $_->{kinds}{note} } @groups;
    my @there = grep { !$_->{kinds}{ghost} } @marks;
    my @wrong = map { fits($_) } @there;
    for my $i (0 .. $#there) {
        for my $j ($i + 1 .. $#there) {
            my ($p, $q) = @there[$i, $j];
            next if $p->{page} != $q->{page};
            push @wrong, called($p) . ' and ' . called($q) . ' overlap' if overlap($p->{outlines}[0], $q->{outlines}[0]);
        }
    }
    for my $l (@labels) {
        my $shape = $l->{texts}[0]{shape};
        for my $m (@there, grep { $_ != $l } @labels) {
            next if $m->{page} != $l->{page};
            my $other = $m->{outlines}[0] // $m->{texts}[0]{shape};
            push @wrong, 'label ' . called($l) . ' and ' . called($m) . ' overlap' if overlap($shape, $other);
        }
        for my $w (@wires) {
            next if $w->{page} != $l->{page} || apart($w->{outlines}[0], $shape);
            push @wrong, 'label ' . called($l) . ' lies on ' . called($w)
                if grep { inside(@$_, $shape) } @{$w->{outlines}[0]};
        }
    }
    for my $w (@wires) {
        for my $m (@there) {
            next if $m->{page} != $w->{page} || apart($w->{outlines}[0], $m->{outlines}[0])
                || grep { ($_ // '') eq $m->{id} } @$w{qw(data-from data-to)};
            push @wrong, called($w) . ' runs through ' . called($m)
                if grep { inside(@$_, $m->{outlines}[0]) } @{$w->{outlines}[0]};
        }
    }
    return @wrong;
}

1;
