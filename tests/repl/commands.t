#!/usr/bin/expect -f
# The `:` commands at the prompt.
source [file join [file dirname [info script]] terminal.tcl]

proc write {name text} {
    set file [open $name w]
    puts $file $text
    close $file
}

cd $state
write tiny.cdl "model tiny { var X : {no, yes}; P(X) = \[0.5, 0.5\] }"

start -q
prompt
ask ":help" {Topics.*Commands:} ":help prints its first page"
ask ":help do" {interventions.*Example:} ":help TOPIC"
ask ":help identfy" {did you mean `identify`} "a topic spelt wrong"
ask ":hepl" { {8}\^{5}\r\n.*did you mean `:help`} "a command spelt wrong, with a caret"
ask ":models" {no models yet} ":models without models"
ask ":vars" {nothing} ":vars without names"
ask ":reload" {error} ":reload before :load"
ask ":load nowhere.cdl" {nowhere\.cdl} ":load of a file that is not there"
ask ":load" {needs a file} ":load without a file"
ask ":load tiny.cdl" {tiny: X} ":load notes what it defines"
ask ":load \"tiny.cdl\"" {tiny: X} ":load with quotes"
ask ":load ~/tiny.cdl" {tiny: X} ":load from the home folder"
ask "P(X = yes)" {0\.5} "the model is there"
write tiny.cdl "model tiny { var X : {no, yes}; P(X) = \[0.25, 0.75\] }"
ask ":reload" {tiny: X} ":reload reads the file again"
ask "P(X = yes)" {0\.75} "the model has changed"
write bad.cdl "1 + 1\nnobody\n"
ask ":load bad.cdl" {bad\.cdl:2:1: error:} "errors in a file name the file"
ask "P(X = yes)" {0\.75} "and leave the session alone"
ask ":models" {\* tiny: X} ":models lists, the current one marked"
ask ":vars" {X : \{no, yes\}} ":vars lists"
ask "type T = {\"a, b\", c}" {} "states with odd names"
ask ":vars" {type T = \{"a, b", c\}} "are listed as they are written"
ask ":set" {color.*digits.*exact.*format.*memory.*show.*theme.*threads.*time.*verify} ":set lists the settings"
ask ":set digits 2" {} ":set changes one"
ask "P(X)" {0\.75\s} "which then holds"
ask ":set digits" {digits +2} ":set NAME says what it is"
ask ":set digits 99" {cannot be `99`} "a number out of range"
ask ":set formt json" {did you mean `format`} "a setting spelt wrong"
ask ":set format jsn" {did you mean `json`} "a value spelt wrong"
ask ":set format json" {} ":set format"
ask "P(X = yes)" {"value":0\.75} "which then holds"
ask ":set format table" {} "and back"
ask ":set show ast" {} ":set show"
ask "P(X)" {ast:} "which then holds"
ask ":set show off" {} "and off"
ask ":set memory 64m" {} ":set memory"
ask ":set memory" {memory +64M} "in the largest unit"
ask ":set memory 1.5M" {} "a fraction"
ask ":set memory" {memory +1\.5M} "is kept"
ask ":set memory 4 G" {cannot be `4 G`.*from 1M up} "but no blanks"
ask ":set threads 1" {} ":set threads"
ask ":set threads 0" {cannot be `0`} "at least one"
ask ":set verify on" {} ":set verify"
ask "let third = 1/3" {} "a fraction before exact answers are asked for"
ask ":set exact on" {} ":set exact"
ask "1 - third" {2/3 \(0\.666667} "which then holds"
ask ":set exact off" {} "and off"
ask "1 - third" {0\.6666666667\s} "decimals again"
ask ":time on" {} ":time on"
ask "1 + 1" {[0-9.]+ m?s\r\n} "the time is said"
ask ":time off" {} ":time off"
ask ":time" {time +off} ":time alone says which"
ask ":vars all" {takes no argument} "an argument where none belongs"
type ":q\r"
ends 0 "a command may be shortened"
done
