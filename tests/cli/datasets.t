#!/usr/bin/perl
# Published figures from tables that are not kept here (examples/SOURCES.md has those that are). They are read from the folder that
# CAUSAL_DATASETS names, or from ../shared/datasets beside this one; what is not there is skipped.
use strict;
use warnings;
use Test::More;
use FindBin;
use lib $FindBin::Bin;
use Causal;
use Tables;

my ($folder) = grep { defined && -d } $ENV{CAUSAL_DATASETS}, "$FindBin::Bin/../../../shared/datasets";
plan skip_all => 'CAUSAL_DATASETS names no folder of tables' unless $folder;

# observed(TABLE, MODEL, OPTIONS, STATEMENTS): what the statements print.
sub observed {
    my ($table, $model, $options, @statements) = @_;
    my ($status, $out, $err) = causal('--format', 'json', '-e', "model m { $model }", '-e', qq{observe m from "$folder/$table" $options},
        map { ('-e', $_) } @statements);
    is $status, 0, "$table is read, and what is claimed holds" or diag $err;
    return $out;
}

sub table {
    my ($name, $test) = @_;
    subtest $name => sub {
        plan skip_all => 'not there' unless -e "$folder/$name";
        $test->($name);
        done_testing;
    };
}

# Hernan and Robins, What If, chapter 12: those who quit gained 2.5 kg more. 63 were not weighed again.
table 'nhefs.csv' => sub {
    my $out = observed(shift, 'qsmk -> wt82_71', 'values wt82_71', 'effect qsmk -> wt82_71',
        'assert E(wt82_71 | qsmk = 1) - E(wt82_71 | qsmk = 0) == 2.54 +- 0.005');
    my ($value, $low, $high) = $out =~ /"mean_difference".*?"value":(-?[\d.]+).*?"low":(-?[\d.]+),"high":(-?[\d.]+)/;
    my ($difference, $error) = two_samples(columns("$folder/nhefs.csv", 'qsmk', 'wt82_71'));
    cmp_ok abs(($value // 0) - $difference), '<', 1e-9, 'the difference of the means';
    cmp_ok abs(($high // 0) - $difference - 1.959963984540054 * $error), '<', 1e-6, 'its interval is that of two samples';
    like $out, qr/1566/, 'complete cases';
};

# The same in classes: with intensity and exercise six strata have no one to compare with.
table 'nhefs_discrete.csv' => sub {
    my $causes = '{sex, age, cigs, exercise}';
    my $out = observed(shift, "$causes -> qsmk -> gained; $causes -> gained", '', 'P(gained = 1 | do(qsmk))');
    my ($missing) = $out =~ /"missing":\[(.*?)\]/;
    is scalar(() = ($missing // '') =~ /qsmk/g), 6, 'six empty cells are named';
};

# Thornton, Am. Economic Review 98 (2008): a reward for fetching the result of a test, drawn by lot.
table 'thornton_hiv.csv' => sub {
    my $out = observed(shift, 'any -> got', '', 'P(got = 1 | do(any))', 'assert P(got = 1 | do(any = 0)) == 0.3387 +- 5e-5',
        'assert P(got = 1 | do(any = 1)) == 0.7892 +- 5e-5');
    like $out, qr/2834/, 'complete cases';
};

# Evans, Farrelly and Montgomery (1999), as in Stock and Watson, chapter 11: smoking where it is banned at work.
table 'smoke_ban.csv' => sub {
    my $causes = '{education, afam, hispanic, gender}';
    my $out = observed(shift, "$causes -> ban -> smoker; $causes -> smoker", '', 'assert P(smoker = yes | ban = yes) == 0.21204 +- 5e-6',
        'assert P(smoker = yes | ban = no) == 0.28960 +- 5e-6',
        'assert P(smoker = yes | ban = yes) - P(smoker = yes | ban = no) == -0.0776 +- 5e-5', 'P(smoker = yes | do(ban))');
    my ($missing) = $out =~ /"missing":\[(.*?)\]/;
    is scalar(() = ($missing // '') =~ /ban/g), 3, 'three empty cells are named';
};

# Vinokur, Price and Schul (1995): a seminar for people who look for work, drawn by lot.
table 'jobs2_mediation.csv' => sub {
    observed(shift, 'treat -> work1', '', 'assert P(work1 = psyemp | do(treat = 1)) == 0.3450 +- 5e-5',
        'assert P(work1 = psyemp | do(treat = 0)) == 0.2876 +- 5e-5');
};

# Breslow and Day (1980), chapter 4: 96 of 200 cases and 109 of 775 controls drank 80 g a day or more, an odds ratio of 5.64.
table 'esoph.csv' => sub {
    my ($table) = @_;
    my $cases = observed($table, 'age -> alcohol', 'weight cases', 'P(alcohol)',
        'assert P(alcohol = "80-119") + P(alcohol = "120+") == 96/200');
    my $controls = observed($table, 'age -> alcohol', 'weight controls', 'P(alcohol)',
        'assert P(alcohol = "80-119") + P(alcohol = "120+") == 109/775',
        'let q = P(alcohol = "80-119") + P(alcohol = "120+")', 'assert 96/104 / (q / (1 - q)) == 5.64 +- 0.005');
    like $cases, qr/\b200\b/, 'cases';
    like $controls, qr/\b775\b/, 'controls';
};

# Trichopoulos and others (1976): 83 strata, 165 controls.
table 'infert.csv' => sub {
    my $out = observed(shift, 'stratum -> case', 'values stratum', 'assert P(case = 0) == 165/248', 'P(stratum)');
    is scalar(() = $out =~ /\{"stratum":"\d+"\}/g), 83, 'strata';
};

# The pooled file of Sachs and others (2005) in three levels: all rows of it, and the consensus network of 20 edges.
table 'sachs_discrete.csv' => sub {
    my $out = observed(shift, 'pip3 -> {plc, pip2, akt}; plc -> {pip2, pkc}; pip2 -> pkc; pkc -> {pka, raf, mek, jnk, p38};
        pka -> {raf, mek, erk, akt, jnk, p38}; raf -> mek -> erk -> akt', '', 'P(akt)', 'P(akt | do(erk))');
    like $out, qr/5400/, 'all rows';
};

done_testing;
