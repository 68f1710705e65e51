# terminal.tcl -- a person at the prompt, for expect. $CAUSAL is the program (default build/causal).
# Each test sources this, calls start, types, and says what must be seen; `done` ends the TAP stream.

set here [file dirname [file normalize [info script]]]
set program [expr {[info exists env(CAUSAL)] ? $env(CAUSAL) : "$here/../../build/causal"}]
set program [file normalize $program]
set state [exec mktemp -d]
set tests 0
set failures 0
set timeout 8
log_user 0
match_max 100000

foreach name {CLICOLOR_FORCE LC_CTYPE} { catch { unset env($name) } }
set file [open [file join $state inputrc] w]
puts $file "set enable-bracketed-paste off" ;# or each answer would start with an escape sequence
close $file
array set env [list XDG_STATE_HOME $state HOME $state TERM xterm LC_ALL C.UTF-8 INPUTRC [file join $state inputrc] NO_COLOR 1]

proc ok {good what} {
    global tests failures
    incr tests
    if {!$good} { incr failures }
    puts "[expr {$good ? {ok} : {not ok}}] $tests - $what"
}

# Start the program; a plain terminal of 24 rows and 100 columns.
proc start {args} {
    global program spawn_id stty_init
    set stty_init "rows 24 columns 100"
    spawn -noecho $program {*}$args
    upvar #0 spawn_id id
    set id $spawn_id
}

# Type keys and wait for nothing.
proc type {keys} {
    send -- $keys
}

# The regular expression must be seen next.
proc see {pattern what} {
    global spawn_id
    expect {
        -re $pattern { ok 1 $what }
        timeout { ok 0 "$what (timeout)"; show }
        eof { ok 0 "$what (ended)"; show }
    }
}

# `wanted` must be seen before `unwanted`.
proc see_not {unwanted wanted what} {
    global spawn_id
    expect {
        -re $unwanted { ok 0 $what; show }
        -re $wanted { ok 1 $what }
        timeout { ok 0 "$what (timeout)"; show }
        eof { ok 0 "$what (ended)"; show }
    }
}

# What came instead, for the one who reads the failure.
proc show {} {
    global spawn_id
    set timeout 0
    catch { expect -re {.+} {} }
    if {[info exists expect_out(buffer)]} {
        foreach line [split $expect_out(buffer) "\n"] { puts "#   [string map {\r {} \033 ^[} $line]" }
    }
}

# A prompt is next; one that was dropped after a Ctrl-C is asked for again.
proc prompt {} {
    global spawn_id
    for {set turn 0} {$turn < 2} {incr turn} {
        expect {
            -re "causal> $" { return }
            timeout { send -- "\014" }
            eof { ok 0 "a prompt (ended)"; return }
        }
    }
    ok 0 "a prompt (timeout)"
}

# Ctrl-C at the prompt. The kernel drops what the terminal holds when it sees the key, at times also what the program writes at once
# in answer; so ask for the line again (Ctrl-L) when nothing comes. It must be empty.
proc cancel {} {
    global spawn_id
    send -- "\003"
    set timeout 1
    expect {
        -re "\\^C.*causal> $" { return }
        timeout {}
        eof { ok 0 "a prompt after Ctrl-C (ended)"; return }
    }
    send -- "\014"
    set timeout 8
    expect {
        -re "causal> $" {}
        timeout { ok 0 "a prompt after Ctrl-C (timeout)" }
        eof { ok 0 "a prompt after Ctrl-C (ended)" }
    }
}

# The program must end by itself, with this status.
proc ends {status what} {
    global spawn_id
    expect {
        eof { ok [expr {[lindex [wait] 3] == $status}] $what }
        timeout { ok 0 "$what (timeout)" }
    }
}

# A statement, its answer seen, and the prompt again.
proc ask {statement pattern what} {
    type "$statement\r"
    see $pattern $what
    prompt
}

proc done {} {
    global tests failures state
    file delete -force $state
    puts "1..$tests"
    exit [expr {$failures > 0}]
}
