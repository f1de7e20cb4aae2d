#!/bin/sh
# Stands for `procstart finish RESULT` in test_contain.c: leaves what it was told in RESULT.
echo "$1" >"$2"
