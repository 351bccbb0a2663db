# Compares what the actions say (first file) with what the probe saw (second file). Every expectation takes one event
# of its name and thread that has all its values; what is left without one is printed.
function matches(event,   i) {
	for (i = 3; i <= n; i++)
		if (index(event " ", " " want[i] " ") == 0)
			return 0
	return 1
}
FNR == NR {
	if ($1 == "EXPECT") expected[++wants] = $0
	if ($1 == "NEVER") forbidden[++nevers] = $0
	if ($1 == "SKIP") print
	next
}
{ lines[$1, ++seen[$1]] = $0 }
END {
	for (w = 1; w <= wants; w++) {
		n = split(expected[w], want, " ")
		name = want[2]
		found = 0
		for (i = 1; i <= seen[name] && !found; i++)
			if (!((name, i) in used) && matches(lines[name, i])) {
				used[name, i] = 1
				found = 1
			}
		if (!found) {
			missing++
			print "NOT SEEN  " expected[w]
			for (i = 1; i <= seen[name]; i++)
				if (!((name, i) in used) && index(lines[name, i], " " want[3] " "))
					print "     saw  " lines[name, i]
		}
	}
	for (f = 1; f <= nevers; f++) {
		n = split(forbidden[f], want, " ")
		for (i = 1; i <= seen[want[2]]; i++)
			if (matches(lines[want[2], i])) {
				missing++
				print "WRONG     " lines[want[2], i]
			}
	}
	printf "%d expectations, %d not seen\n", wants, missing
	exit missing > 0 || wants == 0
}
