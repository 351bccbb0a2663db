// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * Opens of which some are to be held back, under the pieces that tests/probe/run names: the beginnings /etc/ and
 * /proc/self/, the ends hadow and /wanted.conf, and /.secret/ anywhere. Opens that only write are always held back.
 */
#include "expect.h"

#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <linux/openat2.h>

static long tid(void)
{
	return syscall(SYS_gettid);
}

static void reported(const char *path)
{
	long fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);

	expect("openat", "fd=%ld dirfd=-100 name=\"%s\"", fd, path);
	if (fd >= 0)
		close(fd);
}

static void held(const char *path)
{
	long fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);

	printf("NEVER openat tid=%ld name=\"%s\"\n", tid(), path);
	if (fd >= 0)
		close(fd);
}

static void make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	if (fd < 0) {
		perror(path);
		exit(2);
	}
	close(fd);
}

static void paths(const char *folder)
{
	char path[4096], real[512];
	char *pages = mmap(NULL, 2 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	/* Beginning; one byte less; the same bytes elsewhere. */
	reported("/etc/hostname");
	held("/et/hostname");
	held("/usr/etc/hostname");
	held("/");
	held("/e");
	/* End, with and without a directory before it. */
	reported("/usr/nothing/of/the/kind/wanted.conf");
	reported("/x/wanted.conf");
	reported("/none/gshadow");
	held("/x/wanted.cone");
	held("/x/wanted.confs");
	held("/x/hado");
	/* Anywhere. */
	reported("/home/.secret/x");
	reported("/home/someone/with/a/long/name/.secret/x/y/z");
	held("/home/.secre/x");
	held("/home/a.secret/x");
	/* Relative: the beginning and the middle depend on where we are; so what asks for these may be met. */
	reported("file-that-is-not-there");
	/* Untidy. */
	reported("/usr/../etc/hostname");
	reported("/usr/./share");
	reported("//usr/share");
	reported("/usr//share");
	reported("/usr/share/");
	reported("/usr/share/.");
	reported("/usr/share/..");
	reported("/a/very/long/and/tidy/beginning/../end");
	reported("/usr/sha../re");
	reported("/usr/sh../are");
	held("/usr/sha..re/x");
	held("/usr/sha./re");
	held("/a/very/long/and/neat/.beginning/x...y/end");
	held("/usr/share/.hidden");
	/* A path of each length around the words that are looked at at once, untidy at its end. */
	for (int n = 4; n < 40; n++) {
		memset(path, 'a', n);
		path[0] = '/';
		path[n] = 0;
		held(path);
		path[n - 2] = '/';
		path[n - 1] = '.';
		reported(path);
		strcpy(path + n - 2, "/");
		if (n > 4)
			reported(path);
	}
	/* Longer than what is decided, and not longer. */
	memset(path, 'b', 300);
	path[0] = path[100] = path[200] = '/';
	path[222] = 0;
	held(path);
	path[222] = 'b';
	path[223] = 0;
	reported(path);
	path[223] = 'b';
	path[299] = 0;
	reported(path);
	/* Across the boundary of two pages; up to a page that cannot be read; unreadable. */
	strcpy(pages + 4096 - 6, "/etc/hosts");
	reported(pages + 4096 - 6);
	strcpy(pages + 4096 - 6, "/usr/hosts");
	held(pages + 4096 - 6);
	strcpy(pages + 4096 - 11, "/etc/hosts");
	mprotect(pages + 4096, 4096, PROT_NONE);
	reported(pages + 4096 - 11);
	memcpy(pages + 4096 - 5, "/etc/", 5);
	call(SYS_openat, AT_FDCWD, pages + 4096 - 5, O_RDONLY, 0);
	expect("openat", "fd=%d name=<NA>", -EFAULT);
	call(SYS_openat, AT_FDCWD, 1, O_RDONLY, 0);
	expect("openat", "fd=%d name=<NA>", -EFAULT);
	/* Through a link: the text counts, as it does for rules. */
	snprintf(path, sizeof(path), "%s/to-etc", folder);
	snprintf(real, sizeof(real), "%s/wanted.conf", folder);
	if (symlink("/etc/hostname", path) || symlink("/etc/hostname", real))
		abort();
	held(path);
	reported(real);
	munmap(pages, 2 * 4096);
}

static void other_calls(const char *folder)
{
	struct open_how how = { .flags = O_RDONLY };
	char path[512];
	long fd;

	/* Held back by its kind, whatever the path. */
	snprintf(path, sizeof(path), "%s/wanted.conf", folder);
	fd = call(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY, 0);
	printf("NEVER openat tid=%ld name=\"/dev/null\"\n", tid());
	close(fd);
	fd = call(SYS_openat2, AT_FDCWD, "/etc/hostname", &how, sizeof(how));
	if (!missing("openat2", fd)) {
		expect("openat2", "fd=%ld name=\"/etc/hostname\"", fd);
		close(fd);
		fd = call(SYS_openat2, AT_FDCWD, "/dev/zero", &how, sizeof(how));
		printf("NEVER openat2 tid=%ld name=\"/dev/zero\"\n", tid());
		close(fd);
	}
#ifdef SYS_open
	fd = call(SYS_open, "/etc/hostname", O_RDONLY);
	expect("open", "fd=%ld name=\"/etc/hostname\"", fd);
	close(fd);
	fd = call(SYS_open, "/dev/zero", O_RDONLY);
	printf("NEVER open tid=%ld name=\"/dev/zero\"\n", tid());
	close(fd);
	snprintf(path, sizeof(path), "%s/created", folder);
	fd = call(SYS_creat, path, 0600);
	printf("NEVER creat tid=%ld name=\"%s\"\n", tid(), path);
	close(fd);
#endif
}

static void *chmod_by_thread(void *fd)
{
	expect("open_by_handle_at", "fd=%ld mountfd=-1 path=\"/dev/zero\"", (long)fd);
	expect("fchmod", "res=%ld fd=%ld", call(SYS_fchmod, (long)fd, 0666), (long)fd);
	return NULL;
}

/* What was held back is told before an event that names it; once. */
static void told(const char *folder)
{
	char path[512];
	long fd, directory;
	pthread_t thread;
	int child, pair[2];
	struct stat s;

	snprintf(path, sizeof(path), "%s/plain", folder);
	fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
	fstat(fd, &s);
	/* RDONLY 1, LARGEFILE 2048 (the kernel's own), CLOEXEC 4096 */
	expect("open_by_handle_at", "fd=%ld mountfd=-1 flags=%d path=\"%s\" dev=%u ino=%lu", fd, 1 | 2048 | 4096, path, device(&s), s.st_ino);
	expect("fchmod", "res=%ld fd=%ld", call(SYS_fchmod, fd, 0644), fd);
	expect("fchmod", "res=%ld fd=%ld", call(SYS_fchmod, fd, 0600), fd);
	close(fd);
	/* A duplicate of one is known once the first is told. */
	fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	expect("open_by_handle_at", "fd=%ld mountfd=-1 flags=%d path=\"%s\"", fd, 1 | 2048, path);
	expect("dup3", "res=%ld oldfd=%ld newfd=40", call(SYS_dup3, fd, 40, 0), fd);
	printf("NEVER open_by_handle_at tid=%ld fd=40\n", tid());
	call(SYS_fchmod, 40, 0600);
	close(40);
	close(fd);

	/* A directory, for a path relative to it. */
	directory = call(SYS_openat, AT_FDCWD, folder, O_RDONLY | O_DIRECTORY, 0);
	expect("open_by_handle_at", "fd=%ld mountfd=-1 flags=%d path=\"%s\"", directory, 1 | 1024 | 2048, folder);
	expect("mkdirat", "res=%ld dirfd=%ld path=\"made\"", call(SYS_mkdirat, directory, "made", 0700), directory);

	/* By another thread, and by a child. */
	fd = call(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY, 0);
	pthread_create(&thread, NULL, chmod_by_thread, (void *)fd);
	pthread_join(thread, NULL);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, "/dev/full", O_RDONLY, 0);
	fflush(stdout);
	child = fork();
	if (!child) {
		expect("open_by_handle_at", "fd=%ld mountfd=-1 path=\"/dev/full\"", fd);
		expect("fchmod", "res=%ld fd=%ld", call(SYS_fchmod, fd, 0666), fd);
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	close(fd);

	/* A socket that has the number of a file that was held back is no file. */
	fd = call(SYS_openat, AT_FDCWD, "/dev/full", O_RDONLY, 0);
	close(fd);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		abort();
	fd = pair[0] == fd ? pair[0] : pair[1];
	call(SYS_fchmod, fd, 0600);
	printf("NEVER open_by_handle_at tid=%ld fd=%ld path=\"/dev/full\"\n", tid(), fd);
	close(pair[0]);
	close(pair[1]);

	/* Standard input and output are always reported. */
	fd = dup(0);
	close(0);
	call(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY, 0);
	expect("openat", "fd=0 name=\"/dev/zero\"");
	dup2(fd, 0);
	close(fd);

	/* Numbers beyond what is remembered are reported at once. */
	for (long n = 0; n <= 256; n = fd + 1) {
		fd = call(SYS_openat, AT_FDCWD, "/dev/random", O_RDONLY, 0);
		if (fd < 0)
			abort();
		if (fd >= 256)
			expect("openat", "fd=%ld name=\"/dev/random\"", fd);
		else
			printf("NEVER openat tid=%ld fd=%ld dirfd=-100 name=\"/dev/random\"\n", tid(), fd);
	}
}

void do_push_down(void)
{
	char folder[256], path[512];

	if (!getcwd(folder, sizeof(folder)))
		abort();
	snprintf(path, sizeof(path), "%s/plain", folder);
	make(path);
	paths(folder);
	other_calls(folder);
	told(folder);
}
