#!/usr/bin/perl
# Standard input, pipes, full disks, scripts with #!, colour, and what goes to which stream.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;
use POSIX ();

my $model = "model m {\n  var X, Y : {0, 1}\n  X -> Y\n  P(X) = [0.5, 0.5]\n"
    . "  P(Y | X) = [[0.9, 0.1], [0.2, 0.8]]\n}\n";

# ---- standard input ----
my ($status, $out, $err) = run_with({in => "${model}P(Y = 1)\n"});
is $status, 0, 'statements on standard input run';
like $out, qr/0\.45/, 'and are answered';
unlike $out, qr/causal/, 'no prompt, no greeting';
unlike $out, qr/observed/, 'definitions are not noted';
is $err, '', 'no errors';

($status, $out, $err) = run_with({in => "1 + 1"});
like $out, qr/\b2\b/, 'the last line needs no newline';

($status, $out, $err) = run_with({in => "${model}nobody\n"});
is $status, 1, 'a failed statement gives status 1';
like $err, qr/^-:7:1: error: /m, 'the error names `-` and the line';

($status, $out, $err) = run_with({in => ":help\n"});
is $status, 0, 'commands run';
like $out, qr/:load FILE/, ':help prints';

($status, $out, $err) = run_with({in => "$model\n:models\nP(X = 1)\n\n  :set digits 2\nP(Y = 1)\nnobody\n"});
is $status, 1, 'commands and statements by turns';
like $out, qr/^\* m/m, ':models lists';
like $err, qr/^-:13:1: error: /m, 'lines are counted over commands';

($status, $out, $err) = run_with({in => "1 + 1\n:quit\n2 + 3\n"});
is $status, 0, ':quit succeeds';
unlike $out, qr/\b5\b/, 'nothing runs after :quit';

($status, $out, $err) = run_with({in => ":modles\n1 + 1\n"});
is $status, 1, 'an unknown command fails';
like $err, qr/^-:1:1: error: .*`:modles`.*\n/m, 'it is named';
like $err, qr/did you mean `:models`/, 'and so is the nearest';
is $out, '', 'what follows does not run';

($status, $out, $err) = run_with({in => ''});
is $status, 0, 'nothing on standard input is fine';
is $out . $err, '', 'and prints nothing';

# ---- scripts ----
my $script = write_file('script', "#!" . Causal::program() . "\n1 + 1\n");
chmod 0755, $script;
is `$script </dev/null`, "1 + 1\n2\n", 'a script with #! runs';
$script = write_file('env', "#!/usr/bin/env causal\n${model}P(Y = 1)\n");
($status, $out, $err) = causal($script);
is $status, 0, 'a first line with #! is skipped';
is $err, '', 'without a word';

# ---- broken standard output ----
SKIP: {
    skip 'no /dev/full', 3 unless -c '/dev/full';
    ($status, $out, $err) = run_with({out => '/dev/full'}, '-e', '1 + 1', '-e', '2 + 3');
    is $status, 1, 'a full disk gives status 1';
    like $err, qr/\Acausal: cannot write to standard output: [^\n]+\n\z/, 'and is reported once';
    ($status) = run_with({out => '/dev/full'}, '--help');
    is $status, 1, 'also under --help';
}
for my $how ('DEFAULT', 'IGNORE') {
    pipe my $from, my $to or die;
    close $from;
    my $pid = fork // die;
    if ($pid == 0) {
        $SIG{PIPE} = $how;
        open STDOUT, '>&', $to or die;
        open STDERR, '>', "$dir/err" or die;
        exec Causal::program(), '-e', '1 + 1', '-e', '2 + 3';
    }
    close $to;
    waitpid $pid, 0;
    my $end = $? & 127 ? 128 + ($? & 127) : $? >> 8;
    is $end, 128 + POSIX::SIGPIPE(), "a closed pipe ends it as it ends other filters (SIGPIPE $how)";
    is Causal::slurp("$dir/err"), '', 'quietly';
}

# ---- JSON ----
($status, $out, $err) = run_with({in => "$model:models\n:vars\n:set\n:help do\n:time on\nP(Y)\nP(Y = 1)\n"},
    '--format', 'json', '--show', 'ast');
is $status, 0, 'JSON with commands between';
my @lines = split /\n/, $out;
is @lines, 2, 'standard output has a line for each answer';
like $_, qr/^\{"kind":.*\}$/, 'which is an object' for @lines;
($status, $out, $err) = causal('--format=json', '-e', 'nobody');
is $out, '', 'errors leave standard output alone';
like $err, qr/error: /, 'and are text on standard error';

# ---- colour ----
sub colored {
    my ($environment, @arguments) = @_;
    local @ENV{keys %$environment} = values %$environment;
    my ($status, $out, $err) = causal(@arguments, '-e', $model, '-e', 'P(Y | X)', '-e', 'nobody');
    return "$out$err" =~ /\e\[/ ? 1 : 0;
}
is colored({}), 0, 'no colour into a file';
is colored({}, '--color=always'), 1, '--color=always';
is colored({CLICOLOR_FORCE => 1}), 1, 'CLICOLOR_FORCE';
is colored({CLICOLOR_FORCE => 0}), 0, 'CLICOLOR_FORCE=0 forces nothing';
is colored({CLICOLOR_FORCE => 1, NO_COLOR => 1}), 0, 'NO_COLOR outweighs CLICOLOR_FORCE';
is colored({NO_COLOR => 1}, '--color=always'), 1, 'the option outweighs NO_COLOR';
is colored({CLICOLOR_FORCE => 1}, '--color=never'), 0, 'the option outweighs CLICOLOR_FORCE';
is colored({CLICOLOR_FORCE => 1, NO_COLOR => ''}), 1, 'an empty NO_COLOR does not count';

# ---- characters ----
($status, $out) = causal('-e', $model, '-e', 'P(Y | X)');
like $out, qr/\xe2\x94/, 'box drawing where the locale has UTF-8';
{
    local $ENV{LC_ALL} = 'C';
    ($status, $out) = causal('-e', $model, '-e', 'P(Y | X)');
    unlike $out, qr/[^\x00-\x7f]/, 'ASCII where it has not';
}
{
    local $ENV{COLUMNS} = 10;
    my $narrow = (causal('-e', $model, '-e', 'P(Y | X)'))[1];
    local $ENV{COLUMNS} = 200;
    is $narrow, (causal('-e', $model, '-e', 'P(Y | X)'))[1], 'the width of the terminal changes nothing';
}

done_testing;
