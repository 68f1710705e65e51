#!/usr/bin/expect -f
# Tab.
source [file join [file dirname [info script]] terminal.tcl]

set script [file join $state smoking.cdl]
set file [open $script w]
puts $file "model study \{
  var Smoking, Smog : {yes, never}
  var `age group` : {young, `very old`}
  P(Smoking) = \[0.5, 0.5\]
  P(Smog) = \[0.5, 0.5\]
  P(`age group`) = \[0.5, 0.5\]
\}"
close $file
cd $state

start -q $script -i
prompt

# Type, then clear the line.
proc completes {keys pattern what} {
    type "$keys\014" ;# Ctrl-L writes the line anew
    see $pattern $what
    cancel
}

completes "iden\t" {identify} "a keyword"
completes "expl\tth\tP(Smok\t" {explain theory P\(Smoking} "words of a statement, with a blank behind each"
completes "adju\t" {adjust} "a question of structure"
completes "adjust Smok\t" {adjust Smoking} "a variable in one"
completes "components in st\t" {in study} "a model behind one"
completes "marg\tst\t| Smok\t= y\t" {marginals study *\| Smoking *= yes} "all posteriors, of a model, given a state"
completes "most prob\tst\t" {most probable study} "the most probable of a model"
completes "explain pl\tmar\tst\t" {explain plan marginals study} "a plan"
completes ":set mem\t" {:set memory } "a setting without a list of values"
completes ":he\t" {:help } "a command"
completes ":help inde\t" {:help independence} "a topic"
completes ":set f\tj\t" {:set format json} "a setting and its value"
completes ":set show ten\t" {:set show tensor} "a stage"
completes ":time o\t\t" {off +on} "on and off"
completes ":load smo\t" {:load smoking\.cdl} "a file"
completes "P(Smok\t" {P\(Smoking} "a variable"
completes "P(Smo\t\t" {Smog +Smoking} "a list of variables"
completes "P(ag\t" {P\(`age group`} "a name in backquotes"
completes "P(`ag\t" {P\(`age group`} "a name after a backquote"
completes "P(Smoking = n\t" {Smoking = never} "a state"
completes "P(Smoking = \t\t" {never +yes\s} "the states of the variable, and nothing else"
completes "P(`age group` = ve\t" {= `very old`} "a state in backquotes"
completes "P(Smog | do(Smoking = y\t" {Smoking = yes} "a state in do()"
completes "P(Smog) in st\t" {in study} "a model"
completes "obse\tst\t" {observe ?st} "the word observe"
completes "observe study from \"smo\t" {from "smoking\.cdl"} "a file in a string"
completes "observe study from \"smoking.csv\" samp\tw\t" {sampling weight} "options of reading"
completes "fit stu\t" {fit study} "a model to fit"
completes "test imp\t" {test implications} "a test"
completes "model x \{ Weight -> Wei\t" {-> Weight} "a name typed just before"
completes "import nap\t" {import napkin} "a text of the standard library"
completes "draw study as da\t" {as dag} "a kind of picture"
completes "draw study th\tsl\t" {theme slides} "an option of draw and its value"
completes "let d = cut(study, Smok\t" {cut\(study, Smoking} "a wire of a diagram"
completes "let d = do(cut(study, Smog), \t" {do\(cut\(study, Smog\), } "no wire where the diagram has no name"
type "model x \{\r"
expect -re {\.\.\.> $}
type "\tA -> B\r\}\r"
see {x: A, B} "Tab at the start of a line indents"
prompt
type "\t\t"
see {:help[^$]*model} "Tab on an empty line shows what there is"
cancel
type "\004"
ends 0 "leaves"
done
