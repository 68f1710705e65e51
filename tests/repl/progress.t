#!/usr/bin/expect -f
# The bar while a long computation runs: after half a second, gone when it is done or interrupted.
source [file join [file dirname [info script]] terminal.tcl]

# A grid whose last corner takes long: every way through it has tables of two to the power of its side.
set side 23
set script [file join $state long.cdl]
set file [open $script w]
puts $file "model long \{"
for {set i 0} {$i < $side} {incr i} {
    for {set k 0} {$k < $side} {incr k} {
        set name "V${i}_$k"
        puts $file "  var $name : {0, 1}"
        set parents {}
        if {$i > 0} { lappend parents "V[expr {$i - 1}]_$k" }
        if {$k > 0} { lappend parents "V${i}_[expr {$k - 1}]" }
        if {[llength $parents] == 2} {
            puts $file "  P($name | [join $parents {, }]) = \[\[0.9, 0.1\], \[0.6, 0.4\], \[0.3, 0.7\], \[0.2, 0.8\]\]"
        } elseif {[llength $parents] == 1} {
            puts $file "  P($name | $parents) = \[\[0.7, 0.3\], \[0.4, 0.6\]\]"
        } else {
            puts $file "  P($name) = \[0.5, 0.5\]"
        }
    }
}
puts $file "\}"
close $file
set last [expr {$side - 1}]
set long "P(V${last}_$last)"

# Ctrl-C while the bar is there: milliseconds until it is gone and the line is calm.
proc interrupt {what} {
    set start [clock milliseconds]
    type "\003"
    see {\r.\[K\rinterrupted\r\n} "$what: the bar is erased, one calm line follows"
    set took [expr {[clock milliseconds] - $start}]
    # A tenth of a second on an idle machine; under the sanitizers and beside other work more.
    ok [expr {$took < 1000}] "$what: soon ($took ms)"
    prompt
    ask "1 + 1" {2} "$what: the session is intact"
}

start -q $script -i
prompt
type "$long\r"
sleep 1
type "\003"
see_not {%} {interrupted} "with -q there is no bar"
prompt
type ":quit\r"
ends 0 "the end"

start $script -i
prompt
type "$long\r"
expect -re {\r\n}
see {\r *[0-9]+ % ▕█*.? *▏ [0-9]+ s, about [0-9]+ (s|min [0-9]+ s) left.\[K} "how much, how long, and how long it will take"
interrupt "at first"
type "P(V0_0 = 1)\r"
see_not {%} {0\.5000} "a short computation has none"
prompt
type ":quit\r"
ends 0 "the end"

set env(LC_ALL) C
start $script -i
prompt
type "$long\r"
see {\r *[0-9]+ % \[#*\.*\] [0-9]+ s} "in ASCII"
interrupt "in ASCII"
type ":quit\r"
ends 0 "the end"
set env(LC_ALL) C.UTF-8

# A narrow terminal: what fits, on one row.
set stty_init "rows 24 columns 40"
spawn -noecho $program $script -i
prompt
type "$long\r"
see {\r *[0-9]+ % [0-9]+ s, about [0-9]+ (s|min [0-9]+ s) left.\[K} "on 40 columns without the bar"
interrupt "on 40 columns"
type ":quit\r"
ends 0 "the end"

# In a script Ctrl-C ends the program, and the bar is erased on the way out.
set file [open $script a]
puts $file $long
close $file
start $script
see {\r *[0-9]+ %} "a script has a bar"
type "\003"
expect {
    eof { set rest $expect_out(buffer) }
    timeout { set rest {} }
}
set result [wait]
ok [expr {[lindex $result 4] eq "CHILDKILLED" && [lindex $result 5] eq "SIGINT"}] "and is ended by Ctrl-C"
ok [regexp {.\[K$} $rest] "which leaves no bar"

# No bar for a pipe.
spawn -noecho sh -c "$program $script | cat"
sleep 1.2
type "\003"
see_not {%} {\^C} "none beside a pipe"
done
