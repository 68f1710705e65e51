#!/usr/bin/expect -f
# The prompt: greeting, answers, blocks, errors, leaving.
source [file join [file dirname [info script]] terminal.tcl]

start
see {^causal \d+\.\d+\.\d+ · :help for help, :quit to leave\r\n} "one line of greeting"
prompt
ask "1 + 1" {\r\n[^\n]*2} "an answer"

# A block: the parser opens lines, each with the continuation prompt.
type "model m \{\r"
see {   \.\.\.> $} "an open brace opens a line"
type "X -> Y\r"
see {   \.\.\.> $} "and another"
type "\}\r"
see {\r\nm: X, Y observed} "a definition is noted"
prompt
type "P(X = 1 |\r"
see {   \.\.\.> $} "a statement that is not finished opens a line"
type "\003"
see {\^C} "Ctrl-C clears a block"
prompt
ask "2 + 3" {5} "nothing of it is left"

# An error points under what was typed: eight columns of prompt, then three of `1 +`.
type "1 + nobody\r"
see {\r\n {12}\^+\r\nerror:} "the caret stands under the fault"
prompt
ask "2 + 4" {6} "the session goes on"

type "half a line\003"
see {\^C} "Ctrl-C clears the line"
prompt
type "\004"
ends 0 "Ctrl-D on an empty line leaves with status 0"

start -q
see {^causal> $} "-q: no greeting"
type ":quit\r"
ends 0 ":quit leaves"

start -q -e "let a = 20 + 1" -i
see {causal> $} "-i: the prompt after the texts"
ask "a * 2" {42} "with their names"
type ":quit\r"
ends 0 "and leaves"

# Where the locale has no UTF-8.
set env(LC_ALL) C
start
see {^causal \d+\.\d+\.\d+ - :help for help} "an ASCII greeting"
prompt
type "\004"
ends 0 "leaves"
set env(LC_ALL) C.UTF-8

# A pasted script comes in one piece, commands and all.
set env(INPUTRC) /dev/null
start -q
prompt
type "\033\[200~model pasted \{\n  A -> B\n\}\n:models\n7 * 6\n\033\[201~"
see {   \.\.\.> 7 \* 6} "a paste is shown, not run"
type "\r"
see {pasted: A, B} "on Enter its model is defined"
see {\* pasted} "its command runs"
see {42} "its query is answered"
prompt
type "\004"
ends 0 "leaves"

# Standard output elsewhere: the prompt stays on the terminal.
set out [file join $state answers]
spawn -noecho sh -c "exec $program -q > $out"
see {causal> $} "the prompt is on the terminal when answers go to a file"
type "6 * 7\r"
prompt
type "\004"
expect eof
wait
set file [open $out]
ok [regexp {42} [read $file]] "and the answers are in the file"
close $file
done
