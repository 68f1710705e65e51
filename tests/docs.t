#!/bin/sh
# The examples of README.md and the manual pages run and print what they show; the pages are clean mdoc.
cd "$(dirname "$0")/.."
if perl tests/tools/man-examples >/tmp/causal-docs.$$ 2>&1; then echo "ok 1 - examples of README.md and man/"; else
    sed 's/^/# /' /tmp/causal-docs.$$; echo "not ok 1 - examples of README.md and man/"; fi
rm -f /tmp/causal-docs.$$
# From their own folder, where the pages find each other.
if words=$(cd man && mandoc -T lint causal.1 cdl.5); then echo "ok 2 - mandoc -T lint"; else
    echo "$words" | sed 's/^/# /'; echo "not ok 2 - mandoc -T lint"; fi
echo 1..2
