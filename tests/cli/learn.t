#!/usr/bin/perl
# Samples as files, and models learned from them again: end to end.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;

my $truth = <<'CDL';
model truth {
  latent H : {a, b, c}
  var X, Z, Y : {no, yes}
  var W : {low, "a,b", "odd state"}
  P(H) = [0.2, 0.3, 0.5]
  P(X | H) = [0.9, 0.1, 0.5, 0.5, 0.2, 0.8]
  P(Z | X) = [0.7, 0.3, 0.1, 0.9]
  P(Y | Z, H) = [0.9,0.1, 0.6,0.4, 0.5,0.5, 0.4,0.6, 0.3,0.7, 0.05,0.95]
  P(W | Y) = [0.2, 0.3, 0.5, 0.6, 0.3, 0.1]
}
CDL

sub numbers {
    my ($text) = @_;
    return $text =~ /"p":([0-9.e+-]+)/g;
}

# ---- the same seed, the same bytes ----
my ($status, $out, $err) =
    causal('-e', $truth, '-e', "sample 20000 from truth to \"$dir/one.csv\" seed 7",
    '-e', "sample 20000 from truth to \"$dir/two.csv\" seed 7", '-e', "sample 20000 from truth to \"$dir/three.csv\" seed 8");
is $status, 0, 'samples are written';
is "$out$err", '', 'and nothing is said by -e';
my ($one, $two, $three) = map { Causal::slurp("$dir/$_.csv") } qw(one two three);
ok $one eq $two, 'the same seed gives the same bytes';
ok $one ne $three, 'another seed others';
like $one, qr/\AX,Z,Y,W\n/, 'hidden variables are left out';
like $one, qr/^\w+,\w+,\w+,"a,b"$/m, 'what needs quotes has them';
is scalar(() = $one =~ /\n/g), 20001, 'a header and as many rows as were asked for';

# ---- what was done is told to programs ----
($status, $out, $err) = causal('--format', 'json', '-e', $truth, '-e', "sample 300 from truth to \"$dir/few.csv\" seed 2",
    '-e', 'model m { latent H : {0, 1}; H -> X; H -> Z; H -> Y }', '-e', "fit m from \"$dir/few.csv\" restarts 2 seed 4");
my @told = split /\n/, $out;
is scalar(@told), 2, 'an object for the sample and one for the fit';
like $told[0], qr/\A\{"kind":"sample","query":"sample 300 [^{}]+","rows":300,"file":"\Q$dir\E\/few\.csv","seed":2\}\z/, 'what was drawn, where to and from which seed';
like $told[1], qr/\A\{"kind":"fit",.*"model":"m","file":"\Q$dir\E\/few\.csv","observations":300\.0,"sampling_weights":false,"learned":\["H","X","Z","Y"\]/,
    'what was learned from what';
like $told[1], qr/"prior":0\.0,"log_likelihood":-[0-9.]+,"parameters":7\.0,"em":\{"restarts":2,"reached":[12],"iterations":\d+,"converged":(?:true|false),"seed":4\},"rows_used":300,"rows_dropped":0\}\z/,
    'and how it went';
($status, $out) = causal('--format', 'csv', '-e', $truth, '-e', "sample 300 from truth to \"$dir/few.csv\" seed 2", '-e', 'model m { X -> Y }', '-e', "fit m from \"$dir/few.csv\" prior 1");
like $out, qr/\Arows,file,seed\n300,\S+,2\nmodel,observations,log_likelihood,parameters,prior,restarts,reached,iterations,converged\nm,300,-[0-9.]+,3,1,,,,\n\z/, 'as rows';
($status, $out) = causal('-e', $truth, '-e', 'sample 3 from truth to "/dev/stdout"');
like $out, qr/\AX,Z,Y,W\n(?:[^\n]+\n){3}\z/, 'rows for a pipe come alone';

write_file('alone.cdl', "model m { latent U, V : {0, 1, 2, 3, 4}; U -> {erk, mek, raf, akt, pka, pkc}; {U, V} -> {jnk, p38, pip2, pip3, plcg} }\n"
        . "fit m from \"$FindBin::Bin/../../examples/sachs_observed.csv.gz\" restarts 3 prior 0.01\n");
($status, $out) = causal("$dir/alone.cdl");
like $out, qr/^  by EM: the best of 3 restarts, which 1 reached; .*\n  no other restart ended there: more `restarts` may come further\n/m, 'where each restart ends elsewhere, it is said';

# ---- a sample is the model again ----
write_file('large.cdl', "${truth}sample 400000 from truth to \"$dir/large.csv\" seed 3\n");
($status, $out, $err) = causal("$dir/large.cdl");
is $status, 0, 'a large sample';
my $seen = 'model seen { X -> Z -> Y -> W; X <-> Y }';
($status, $out) = causal('--format', 'json', '-e', $truth, '-e', 'P(Y | do(X))', '-e', $seen, '-e', "observe seen from \"$dir/large.csv\"",
    '-e', 'P(Y | do(X))', '-e', 'test implications');
is $status, 0, 'the effect by surgery, and identified from the sample';
my @line = split /\n/, $out;
my @exact = numbers($line[0]);
my @sampled = numbers($line[1]);
is scalar(@sampled), 4, 'both have four numbers';
cmp_ok abs($exact[$_] - $sampled[$_]), '<', 0.01, "number $_ agrees" for 0 .. $#exact;
like $line[2], qr/"rejected":0/, 'what the model implies is not rejected';

my $hidden = 'model m { latent H : {a, b, c}; H -> X -> Z -> Y -> W; H -> Y; Z -> Y }';
($status, $out, $err) = causal('--format', 'json', '-e', $hidden, '-e', "fit m from \"$dir/large.csv\" restarts 3 seed 5", '-e', 'P(X, Z, Y)', '-e', $truth, '-e', 'P(X, Z, Y)');
is $status, 0, 'EM';
is $err, '', 'which converges';
@line = grep { /"kind":"distribution"/ } split /\n/, $out;
my @fitted = numbers($line[0]);
@exact = numbers($line[1]);
is scalar(@fitted), 8, 'has a joint distribution';
cmp_ok abs($exact[$_] - $fitted[$_]), '<', 0.005, "cell $_ agrees" for 0 .. $#exact;

# ---- evidence and interventions ----
causal('-e', $truth, '-e', "sample 50 from truth | Y = yes, do(X = no) to \"$dir/given.csv\"");
my $given = Causal::slurp("$dir/given.csv");
is scalar(() = $given =~ /^no,\w+,yes,/mg), 50, 'each row is as it was set and seen';

# ---- what fails changes nothing ----
write_file('old.csv', "old\n");
($status, $out, $err) = causal('-e', $truth, '-e', "sample 5 from truth | Y = maybe to \"$dir/old.csv\"");
is $status, 1, 'an unknown state';
is Causal::slurp("$dir/old.csv"), "old\n", 'leaves the file that was there';
($status, $out, $err) = causal('-e', $truth, '-e', 'sample 100000 from truth to "/dev/full"');
is $status, 1, 'a full disk is an error';
like $err, qr/the disk is full/, 'that is told';
($status, $out, $err) = causal('--keep-going', '-e', "model m { X -> Z; W <-> Y }\nobserve m from \"$dir/one.csv\"\nfit m\nP(Z | X)\ntest implications");
is $status, 1, 'a model that cannot be fitted';
like $out, qr/X=|Z=/, 'still answers from its data';

# ---- fitting again, and observing again ----
($status, $out, $err) = causal('-e', "model m { X -> Z }\nfit m from \"$dir/one.csv\"\nlet d = P(Z | X)\nfit m prior 1000\nfit m\nassert P(Z | X) == d\n"
        . "fit m from \"$dir/three.csv\"\nassert P(Z = yes | X = yes) != 0.5\nobserve m from \"$dir/one.csv\"\nassert P(Z | X) == d");
is $status, 0, 'a model is fitted and observed again and again' or diag $err;
# ---- Ctrl-C ----
my $pid = fork // die "fork: $!";
if ($pid == 0) {
    open STDERR, '>', "$dir/err" or die;
    exec Causal::program(), '-e', $truth, '-e', "sample 1000000000 from truth to \"$dir/endless.csv\"" or die;
}
select undef, undef, undef, 0.3;
kill INT => $pid;
waitpid $pid, 0;
is $? & 127, 2, 'an endless sample is ended by Ctrl-C';
ok !-e "$dir/endless.csv", 'and there is no file';
unlink glob "$dir/.causal-*.tmp"; # where files without a name cannot be had

opendir my $d, $dir or die;
is scalar(grep { /\.tmp$/ } readdir $d), 0, 'nothing is left behind';

done_testing;
