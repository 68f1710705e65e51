#!/usr/bin/expect -f
# Ctrl-C, Ctrl-Z and being told to end.
source [file join [file dirname [info script]] terminal.tcl]

# A model whose joint distribution takes long: 26 variables of 2 states, all asked for at once.
set names {}
for {set i 0} {$i < 26} {incr i} { lappend names V$i }
set script [file join $state long.cdl]
set file [open $script w]
puts $file "model long \{\n  var [join $names {, }] : {0, 1}"
foreach name $names { puts $file "  P($name) = \[0.5, 0.5\]" }
puts $file "\}"
close $file

start -q $script -i
prompt
type "P([join $names {, }])\r"
expect -re {\r\n}
sleep 0.3
type "\003"
see_not {error|warning} {interrupted\r\n} "Ctrl-C stops a computation with one calm line"
prompt
ask "1 + 1" {2} "and the session is intact"
ask "P(V0 = 1)" {0\.5} "with its model"

# A long answer is cut off. (Sixteen variables: megabytes.)
type "P([join [lrange $names 0 15] {, }])\r"
expect -re {V15 +│ P}
type "\003"
see {interrupted\r\n} "Ctrl-C cuts a long answer off"
prompt
ask "1 + 1" {2} "and the session is intact"

# In a search through the history.
type "\0221 +"
see {i-search\).*\+} "Ctrl-R searches"
cancel
ask "4 + 5" {9} "Ctrl-C ends the search, and the line is empty"

# Many in a row, on an empty line.
for {set i 0} {$i < 5} {incr i} {
    cancel
}
ask "5 + 5" {10} "Ctrl-C never leaves"

# Stopped and continued: the half-typed line is still there.
type "3 *"
expect -re {3 \*}
type "\032"
sleep 0.3
exec kill -CONT [exp_pid]
see {causal> 3 \*} "after Ctrl-Z the line comes back"
type " 5\r"
see {15} "and goes on"
prompt

exec kill -TERM [exp_pid]
expect {
    eof { ok 1 "SIGTERM at the prompt ends it" }
    timeout { ok 0 "SIGTERM at the prompt ends it" }
}
wait
done
