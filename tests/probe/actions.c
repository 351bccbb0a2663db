// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Makes every call that has an event, with arguments it knows, and prints what the events must say. Run as root. */
/* `actions race` adds the one that only entry programs get right; `actions push_down` makes opens to be held back. */
#include "expect.h"

int main(int argc, char **argv)
{
	static char buffer[1 << 20];
	char folder[] = "/tmp/lanner-actions-XXXXXX";

	/* One write at the end: printing in between would be calls of its own. */
	setvbuf(stdout, buffer, _IOFBF, sizeof(buffer));
	if (argc > 1 && !strcmp(argv[1], "exec"))
		return 0;
	if (!mkdtemp(folder) || chdir(folder)) {
		perror(folder);
		return 2;
	}
	if (argc > 1 && !strcmp(argv[1], "push_down")) {
		do_push_down();
		return 0;
	}
	if (argc > 1 && !strcmp(argv[1], "race"))
		do_race();
	do_files();
	do_descriptors();
	do_network();
	do_memory();
	do_identity();
	do_system();
	do_compat();
	do_processes("/proc/self/exe");
	fflush(stdout);
	return 0;
}
