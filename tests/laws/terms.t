#!/usr/bin/perl
# The laws of diagrams at the level of the language, on random terms: equality up to the axioms of copy-discard
# categories, surgery on composites, and matrices against products and Kronecker products computed here.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib "$FindBin::Bin/../cli";
use JSON::PP;
use Causal;

my $state = 17;
sub below { my ($n) = @_; $state = ($state * 1103515245 + 12345) % 2**31; return int(($state >> 8) % $n) }
sub pick { return $_[below(scalar @_)] }

my %size = (A => 2, B => 3);

# ---- matrices: rows by input, last wire fastest ----
sub identity { my ($n) = @_; return [map { my $i = $_; [map { $_ == $i ? 1 : 0 } 0 .. $n - 1] } 0 .. $n - 1] }

sub product {
    my ($f, $g) = @_;
    return [map { my $row = $_; [map { my ($j, $sum) = ($_, 0); $sum += $row->[$_] * $g->[$_][$j] for 0 .. $#$g; $sum } 0 .. $#{$g->[0]}] } @$f];
}

sub kronecker {
    my ($f, $g) = @_;
    return [map { my $a = $_; map { my $b = $_; [map { my $x = $_; map { $x * $_ } @$b } @$a] } @$g } @$f];
}

# ---- random terms: text, inputs, outputs, matrix ----
my (%box, $declared);

sub wires { return map { pick('A', 'B') } 1 .. $_[0] }
sub states { my $n = 1; $n *= $size{$_} for @_; return $n }

sub box_of {
    my ($in, $out, $sharp) = @_;
    my $name = 'f' . keys %box;
    my @rows = map {
        my @w = map { $sharp ? 0 : 1 + below(9) } 1 .. states(@$out);
        $w[below(scalar @w)] = 1 if $sharp;
        my $sum = 0;
        $sum += $_ for @w;
        [map { $_ / $sum } @w];
    } 1 .. states(@$in);
    $declared .= sprintf "box %s : %s -> %s = [%s]\n", $name, join(' * ', @$in) || '()', join(' * ', @$out) || '()',
        join ', ', map { sprintf '%.17g', $_ } map { @$_ } @rows;
    # What the program reads is what is written: the numbers are rounded the same way here.
    my $m = [map { [map { 0 + sprintf '%.17g', $_ } @$_] } @rows];
    return $box{$name} = {text => $name, in => $in, out => $out, matrix => $m};
}

sub structure {
    my ($kind, $a, $b) = @_;
    my ($m, $n) = ($size{$a}, $size{$b // $a});
    return {text => "id[$a]", in => [$a], out => [$a], matrix => identity($m)} if $kind eq 'id';
    return {text => "del[$a]", in => [$a], out => [], matrix => [map { [1] } 1 .. $m]} if $kind eq 'del';
    return {text => "unif[$a]", in => [], out => [$a], matrix => [[map { 1 / $m } 1 .. $m]]} if $kind eq 'unif';
    return {text => "copy[$a]", in => [$a], out => [$a, $a],
            matrix => [map { my $i = $_; [map { $_ == $i * ($m + 1) ? 1 : 0 } 0 .. $m * $m - 1] } 0 .. $m - 1]} if $kind eq 'copy';
    return {text => "swap[$a, $b]", in => [$a, $b], out => [$b, $a],
            matrix => [map { my ($i, $j) = (int($_ / $n), $_ % $n); [map { $_ == $j * $m + $i ? 1 : 0 } 0 .. $m * $n - 1] } 0 .. $m * $n - 1]};
}

sub beside {
    my ($p, @rest) = @_;
    for my $q (@rest) {
        $p = {text => "$p->{text} * $q->{text}", in => [@{$p->{in}}, @{$q->{in}}], out => [@{$p->{out}}, @{$q->{out}}],
              matrix => kronecker($p->{matrix}, $q->{matrix})};
    }
    return $p;
}

sub closed { my ($p) = @_; return $p->{text} =~ /^\w+(\[[^]]*\])?$/ ? $p : {%$p, text => "($p->{text})"} }

sub after {
    my ($p, $q) = @_;
    return {text => "$p->{text} ; $q->{text}", in => $p->{in}, out => $q->{out}, matrix => product($p->{matrix}, $q->{matrix})};
}

# One layer over the given wires.
sub layer {
    my @in = @_;
    my @parts;
    while (@in) {
        my $kind = pick(qw(id id box box del copy swap));
        my $a = shift @in;
        if ($kind eq 'swap' && @in) { push @parts, structure('swap', $a, shift @in) }
        elsif ($kind eq 'box') { push @parts, box_of([$a, @in && below(2) ? shift @in : ()], [wires(1 + below(2))]) }
        elsif ($kind eq 'copy' && @in < 2) { push @parts, structure('copy', $a) }
        elsif ($kind eq 'del' && @in) { push @parts, structure('del', $a) }
        else { push @parts, structure('id', $a) }
    }
    push @parts, structure('unif', pick('A', 'B')) if !@parts || (@parts < 3 && !below(4));
    return beside(@parts);
}

sub id_of { my @w = @_; return @w ? beside(map { structure('id', $_) } @w) : {text => 'id[()]', in => [], out => [], matrix => [[1]]} }
sub del_of { my @w = @_; return @w ? beside(map { structure('del', $_) } @w) : id_of() }

# A diagram with named wires: boxes that read any wires before theirs.
sub named {
    my ($name, $prefix, @in) = @_; # of $in: [wire, type]
    my ($text, @wires, @made) = ('', @in);
    for my $k (1 .. 2 + below(4)) {
        my @read = grep { below(2) } @wires;
        my ($wire, $type) = ("$prefix$k", pick('A', 'B'));
        my $box = box_of([map { $_->[1] } @read], [$type]);
        $text .= "  $wire ~ $box->{text}(" . join(', ', map { $_->[0] } @read) . ")\n";
        push @wires, [$wire, $type];
        push @made, [$wire, $type];
    }
    my @out = grep { below(3) } @made;
    my $list = sub { join ', ', map { "$_->[0]: $_->[1]" } @_ };
    $declared .= "diagram $name(" . $list->(@in) . ') -> (' . $list->(@out) . ") {\n$text}\n";
    return ([map { $_->[0] } @made], \@out);
}

# ---- the laws ----
my ($checked, $worst) = (0, 0);
for my $round (1 .. 40) {
    ($declared, %box) = ("type A = {a0, a1}\ntype B = {b0, b1, b2}\n");
    my $f = layer(wires(1 + below(2)));
    my $g = layer(@{$f->{out}});
    my $h = layer(@{$g->{out}});
    my $k = layer(wires(1));
    my $l = layer(@{$k->{out}});
    my ($F, $G, $H, $K, $L) = map { closed($_)->{text} } $f, $g, $h, $k, $l;
    my ($fin, $fout) = map { closed(id_of(@{$f->{$_}}))->{text} } 'in', 'out';
    my $d = box_of([$f->{in}[0]], [wires(1)], 1);
    my ($u, $v) = ($d->{in}[0], $d->{out}[0]);
    my @laws = (
        "($F ; $G) ; $H == $F ; ($G ; $H)", "($F * $K) * $L == $F * ($K * $L)",
        "$fin ; $F == $F", "$F ; $fout == $F", "$F * id[()] == $F", "id[()] * $F == $F",
        "($F * $K) ; ($G * $L) == ($F ; $G) * ($K ; $L)",
        "$F ; " . closed(del_of(@{$f->{out}}))->{text} . ' == ' . closed(del_of(@{$f->{in}}))->{text},
        "$d->{text} ; copy[$v] ~= copy[$u] ; $d->{text} * $d->{text}",
        "not $d->{text} ; copy[$v] == copy[$u] ; $d->{text} * $d->{text}",
        "copy[$u] ; copy[$u] * id[$u] == copy[$u] ; id[$u] * copy[$u]", "copy[$u] ; swap[$u, $u] == copy[$u]",
        "copy[$u] ; del[$u] * id[$u] == id[$u]", "swap[A, B] ; swap[B, A] == id[A] * id[B]");
    my @terms = (after(closed($f), closed($g)), after(closed(after(closed($f), closed($g))), closed($h)),
                 beside(closed($f), closed($k)), $h);
    my $script = write_file('laws.cdl', $declared . join('', map { "assert $_\n" } @laws)
                            . join '', map { "matrix $_->{text}\n" } @terms);
    my ($status, $said, $err) = causal('-q', '--format', 'json', $script);
    is "$status$err", 0, "laws of $F and $G" or diag Causal::slurp($script);
    my @got = grep { $_->{kind} eq 'distribution' } map { decode_json($_) } grep { /^\{/ } split /\n/, $said;
    is scalar(@got), scalar(@terms), 'its matrices';
    for my $i (0 .. $#got) {
        my @want = map { @$_ } @{$terms[$i]{matrix}};
        my @have = map { $_->{p} } @{$got[$i]{rows}};
        $worst = 9 if @want != @have;
        for (0 .. $#want) {
            my $off = abs($want[$_] - ($have[$_] // 9));
            $worst = $off if $off > $worst;
        }
        $checked += @want;
    }
}
# Surgery on a composite is surgery on the part that has the box; what it computes is the same too.
for my $round (1 .. 40) {
    ($declared, %box) = ("type A = {a0, a1}\ntype B = {b0, b1, b2}\n");
    my ($wires, $between) = named('d', 'w', ['i', 'A']);
    my ($others) = named('e', 'z', @$between);
    my ($aside) = named('c', 'x', ['j', 'B']);
    my ($x, $z, $y) = (pick(@$wires), pick(@$others), pick(@$aside));
    my @laws = (
        "cut(d ; e, $x) == cut(d, $x) ; e", "cut(d ; e, $z) == d ; cut(e, $z)", "cut(d ; e, $x) ~= cut(d, $x) ; e",
        "cut(d * c, $x) == cut(d, $x) * c", "cut(d * c, $y) == d * cut(c, $y)",
        "cut(cut(d ; e, $x), $z) == cut(cut(d ; e, $z), $x)", "cut(cut(d, $x), $x) == cut(d, $x)");
    my $script = write_file('cuts.cdl', $declared . join '', map { "assert $_\n" } @laws);
    my ($status, undef, $err) = causal('-q', $script);
    is "$status$err", 0, "cuts of $x, $z and $y in composites" or diag Causal::slurp($script);
}
ok $checked > 1000 && $worst < 1e-12, "$checked entries of matrices differ by at most $worst";
done_testing;
