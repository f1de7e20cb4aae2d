# Counts test cases. First input: the names of the test programs, one a line; second: ctest's LastTest.log of them.
# Prints "PASSED FAILED". Criterion ends a run with "Synthesis: Tested: 4 | Passing: 3 | Failing: 1 | Crashing: 0".
FNR == NR { left[$0] = 1; next }
/^[0-9]+\/[0-9]+ Testing: / { name = $0; sub(/^[^:]*: /, "", name); tested = passing = 0 }
/Synthesis: Tested: / {
    gsub(/\033\[[0-9;]*m/, "")
    match($0, /Tested: [0-9]+/);  tested += substr($0, RSTART + 8, RLENGTH - 8)
    match($0, /Passing: [0-9]+/); passing += substr($0, RSTART + 9, RLENGTH - 9)
}
/^Test (Passed|Failed)\.$/ {
    delete left[name]
    passed += passing
    failed += tested - passing
    if ($2 == "Failed." ? tested == passing : tested == 0)
        failed++
}
END {
    for (name in left)
        failed++
    print passed + 0, failed + 0
}
