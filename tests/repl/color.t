#!/usr/bin/expect -f
# Colour on a terminal, and who may turn it off.
source [file join [file dirname [info script]] terminal.tcl]

# Run with these options and see whether an error comes in colour.
proc colored {expected what args} {
    global expect_out
    start -q {*}$args
    prompt
    type "nobody\r"
    expect -re {error.*causal> $}
    ok [expr {[regexp "\033\\\[\[0-9;\]*m" $expect_out(buffer)] == $expected}] $what
    type ":quit\r"
    expect eof
    wait
}

unset env(NO_COLOR)
colored 1 "a terminal has colour"
colored 0 "--color=never" --color=never
set env(NO_COLOR) 1
colored 0 "NO_COLOR"
colored 1 "--color=always outweighs NO_COLOR" --color=always
unset env(NO_COLOR)
set env(TERM) dumb
colored 0 "a terminal that has none"
set env(CLICOLOR_FORCE) 1
colored 1 "CLICOLOR_FORCE"
done
