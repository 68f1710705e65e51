#!/usr/bin/expect -f
# What was typed before: recalled whole, kept between sessions, readable by the owner only.
source [file join [file dirname [info script]] terminal.tcl]
set history [file join $state causal history]

proc lines {} {
    global history
    set file [open $history]
    set text [string trimright [read $file] "\n"]
    close $file
    return [split $text "\n"]
}

start -q
prompt
type "model m \{\r"
expect -re {\.\.\.> $}
type "X -> Y # a \\ in a comment\r"
expect -re {\.\.\.> $}
type "\}\r"
see {m: X, Y} "a block is defined"
prompt
ask "1 + 1" {2} "a line"
ask "1 + 1" {2} "the same line again"
ask "" {} "an empty line"
type "\004"
ends 0 "leaves"

ok [file exists $history] "the history file is made, with its folders"
ok [expr {([file attributes $history -permissions] & 0o777) == 0o600}] "it is the owner's only"
ok [expr {([file attributes [file dirname $history] -permissions] & 0o777) == 0o700}] "and so is its folder"
ok [expr {[lines] eq [list "model m \{\\nX -> Y # a \\\\ in a comment\\n\}" "1 + 1"]}] \
    "a block is one entry; neither repetitions nor empty lines are kept"

start -q
prompt
type "\033\[A"
see {1 \+ 1} "Up recalls the last line of the last session"
type "\033\[A"
see {model m \{\s*\.\.\.> X -> Y # a \\ in a comment\s*\.\.\.> \}} "Up again recalls the block whole"
type "\r"
see {m: X, Y} "Enter runs it"
prompt
# Up inside a block moves in it: change X into XX there.
type "\033\[A"
expect -re {\.\.\.> \}}
type "\033\[A\001X\r"
see {m: XX, Y} "a block is edited where one likes"
prompt
type "\022-> Y"
see {i-search} "Ctrl-R finds a block"
type "\r"
see {m: XX, Y} "and runs it"
prompt
type "\004"
ends 0 "leaves"

# Too long a history is cut, and the file with it.
set file [open $history w]
for {set i 1} {$i <= 2500} {incr i} { puts $file "$i" }
close $file
start -q
prompt
type "\004"
ends 0 "leaves"
ok [expr {[llength [lines]] == 1000 && [lindex [lines] end] eq "2500"}] "the last thousand entries are kept"
ok [expr {([file attributes $history -permissions] & 0o777) == 0o600}] "in a file of the owner's only"

# Never a reason to fail.
foreach {value what} [list /dev/null/nowhere "a folder that cannot be made" relative/path "a relative path"] {
    set env(XDG_STATE_HOME) $value
    set env(HOME) /dev/null
    start -q
    prompt
    ask "1 + 2" {3} "the prompt works with $what"
    type "\033\[A"
    see {1 \+ 2} "and remembers what it can"
    cancel
    type "\004"
    ends 0 "and leaves"
}
done
