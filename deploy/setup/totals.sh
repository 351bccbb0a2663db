# Sourced by ./test: adds up what the test programs report in their result files.

passed=0 failed=0 skipped=0 without_data=0
problems=() table=()

# attribute FILE NAME: the sum of NAME over the <assembly> elements of an xunit result file.
attribute() {
    grep -oE '<assembly [^>]*>' "$1" | grep -oE " $2=\"[0-9]+\"" | grep -oE '[0-9]+' | awk '{ n += $1 } END { print n + 0 }'
}

# count_without_data FILE: the tests that were skipped for want of data which is not part of the repository ("not here: ...").
# A reason is a block of its own, and whatever a test prints is escaped, so nothing else looks like one.
count_without_data() { { grep -oE '<reason><!\[CDATA\[not here: ' "$1" || true; } | wc -l; }

# add_totals NAME FILE CODE LIMIT: a project that gives no result counts as one failure, whatever it did before.
add_totals() {
    local name=$1 file=$2 code=$3 limit=$4 total p f s e
    if [ "$code" = 124 ] || [ "$code" = 137 ]; then
        problem "$name was ended: it ran longer than $limit s, or was killed"
        return
    fi
    if [ ! -s "$file" ] || ! grep -q '</assemblies>' "$file"; then
        problem "$name gave no results (exit code $code)"
        return
    fi
    total=$(attribute "$file" total) p=$(attribute "$file" passed) f=$(attribute "$file" failed)
    s=$(attribute "$file" skipped) e=$(attribute "$file" errors)
    passed=$((passed + p)) failed=$((failed + f + e)) skipped=$((skipped + s))
    without_data=$((without_data + $(count_without_data "$file")))
    table+=("$(printf '%5d passed %4d failed %4d skipped  %s' "$p" "$((f + e))" "$s" "$name")")
    if [ "$total" = 0 ]; then problem "$name ran no test"; return; fi
    if [ "$code" != 0 ] && [ "$((f + e))" = 0 ]; then problem "$name ended with exit code $code though no test failed"; fi
}

problem() {
    problems+=("$1")
    failed=$((failed + 1))
}

# print_totals COULD_RUN: the closing lines; exits.
print_totals() {
    printf '\n'
    [ ${#table[@]} = 0 ] || printf '%s\n' "${table[@]}"
    [ ${#problems[@]} = 0 ] || printf '%s\n' "${problems[@]}"
    local code=0
    [ "$failed" = 0 ] || code=1
    if [ "$without_data" -gt 0 ]; then printf '%d skipped for want of data that is not part of the repository.\n' "$without_data"; fi
    if [ "$skipped" -gt "$without_data" ] && [ -n "$1" ]; then
        printf 'Tests were skipped, and this machine (root, BTF, Docker) could have run them: that counts as a failed run.\n'
        code=1
    fi
    if [ "$passed" = 0 ]; then code=1; fi
    printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
    exit "$code"
}
