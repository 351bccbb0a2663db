// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The trick the entry programs are there for: another thread changes the path while the open waits. */
#include "expect.h"

#include <pthread.h>

static char path[] = "slow";

/* An open of a FIFO waits for the other end. It has begun once the thread that opens is asleep in it. */
static void *change(void *file)
{
	char stat[256];
	int fd;

	for (;;) {
		FILE *state = fopen(file, "r");
		char letter = 0;

		if (!state || !fgets(stat, sizeof(stat), state))
			abort();
		fclose(state);
		sscanf(strrchr(stat, ')'), ") %c", &letter);
		if (letter == 'S')
			break;
	}
	strcpy(path, "seen");
	fd = open("slow", O_WRONLY);
	close(fd);
	return NULL;
}

void do_race(void)
{
	char file[64];
	pthread_t thread;
	long fd;

	if (mkfifo("slow", 0600))
		abort();
	snprintf(file, sizeof(file), "/proc/self/task/%d/stat", (int)syscall(SYS_gettid));
	pthread_create(&thread, NULL, change, file);
	fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY | O_NOCTTY, 0);
	pthread_join(thread, NULL);
	expect("openat", "fd=%ld name=\"slow\" flags=1", fd);
	printf("NEVER openat tid=%d name=\"seen\"\n", (int)syscall(SYS_gettid));
	close(fd);
}
