/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* What an action says of itself: one line per event, `EXPECT name tid=N param=value ...`, in the words of watch.c. */
#ifndef LANNER_EXPECT_H
#define LANNER_EXPECT_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

/* The call's result as the kernel gives it: negative errno on failure. */
#define call(...)						\
	({							\
		long r_ = syscall(__VA_ARGS__);			\
		r_ == -1 ? -(long)errno : r_;			\
	})

static inline void expect(const char *name, const char *format, ...)
{
	va_list list;

	printf("EXPECT %s tid=%d ", name, (int)syscall(SYS_gettid));
	va_start(list, format);
	vprintf(format, list);
	va_end(list);
	putchar('\n');
}

/* A call the machine may not know: told, so that the check does not wait for its event. */
static inline int missing(const char *name, long result)
{
	if (result != -ENOSYS)
		return 0;
	printf("SKIP %s: not in this kernel\n", name);
	return 1;
}

/* A device number as the events have it. */
static inline unsigned int device(const struct stat *s)
{
	unsigned int major = major(s->st_dev), minor = minor(s->st_dev);

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

void do_files(void);
void do_descriptors(void);
void do_network(void);
void do_memory(void);
void do_identity(void);
void do_system(void);
void do_compat(void);
void do_race(void);
void do_push_down(void);
void do_processes(const char *self);

#endif
