#!/bin/sh
# The sources are formatted by clang-format.
cd "$(dirname "$0")/.."
if words=$(make -s format-check 2>&1); then echo "ok 1 - clang-format has nothing to change"; else
    echo "$words" | head -20 | sed 's/^/# /'; echo "not ok 1 - clang-format has nothing to change"; fi
echo 1..1
