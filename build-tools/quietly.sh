#!/bin/sh
# quietly.sh COMMAND...: runs a build step; all it prints goes to stdout, or to stderr if it failed. Maven shows the
# former as information, which mvn -q hides, and the latter always: compilers and test runners mix the two.
if output=$("$@" 2>&1); then
  printf '%s\n' "$output"
else
  status=$?
  printf '%s\n' "$output" >&2
  exit "$status"
fi
