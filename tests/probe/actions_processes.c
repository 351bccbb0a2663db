// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Birth, image and death. */
#include "expect.h"

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/wait.h>

/* The child tells of its end, the parent of both sides of the birth. */
static void wait_for(long child, int code)
{
	int status;

	waitpid(child, &status, 0);
	printf("EXPECT procexit tid=%ld status=%d ret=%d sig=0 core=0\n", child, code << 8, code);
}

static void births(void)
{
	struct clone_args args = { .flags = CLONE_FS, .exit_signal = SIGCHLD };
	int me = getpid(), parent = getppid();
	long child;

	fflush(stdout);
#ifdef SYS_fork
	child = call(SYS_fork);
	if (!child)
		_exit(3);
	expect("fork", "res=%ld tid=%d pid=%d ptid=%d comm=\"actions\" flags=0 uid=0 gid=0 vtid=%d vpid=%d pidns_init_start_ts=0", child, me,
	       me, parent, me, me);
	printf("EXPECT fork tid=%ld res=0 pid=%ld ptid=%d comm=\"actions\" vtid=%ld vpid=%ld\n", child, child, me, child, child);
	wait_for(child, 3);
	child = vfork();
	if (!child)
		_exit(4);
	expect("vfork", "res=%ld pid=%d", child, me);
	printf("EXPECT vfork tid=%ld res=0 pid=%ld ptid=%d\n", child, child, me);
	wait_for(child, 4);
#endif
	child = call(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		_exit(5);
	expect("clone", "res=%ld pid=%d flags=1", child, me);
	printf("EXPECT clone tid=%ld res=0 pid=%ld ptid=%d flags=1\n", child, child, me);
	wait_for(child, 5);
	child = call(SYS_clone3, &args, sizeof(args));
	if (!missing("clone3", child)) {
		if (!child)
			_exit(6);
		expect("clone3", "res=%ld pid=%d flags=2", child, me);
		printf("EXPECT clone3 tid=%ld res=0 pid=%ld ptid=%d flags=2\n", child, child, me);
		wait_for(child, 6);
	}
	child = call(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		_exit(getpid() == 1 ? 7 : 1);
	printf("EXPECT clone tid=%ld res=0 pid=%ld vtid=1 vpid=1 flags=%d\n", child, child, 64 | 1 << 29);
	wait_for(child, 7);
	child = call(SYS_clone, 0, 0, 0, 0, 0x1);
	if (!child)
		_exit(0);
	waitpid(child, NULL, __WALL);
	child = call(SYS_clone, CLONE_SIGHAND, 0, 0, 0, 0);
	expect("clone", "res=%d flags=2048", -EINVAL);
}

static void images(const char *self)
{
	char *args[] = { "act one", "exec", "b", NULL };
	char *env[] = { "LANNER=1", "X=y", NULL };
	struct stat s;
	char path[512];
	int status, fd;
	long child, r;

	r = call(SYS_execve, "./none", args, env);
	expect("execve", "res=%d exe=\"act\\20one\" args=\"exec\\00b\\00\" env=\"LANNER=1\\00X=y\\00\" comm=\"actions\" filename=\"./none\"", -ENOENT);
	r = call(SYS_execveat, AT_FDCWD, "none", args, env, 0);
	expect("execveat", "res=%d exe=\"act\\20one\" args=\"exec\\00b\\00\" env=\"LANNER=1\\00X=y\\00\"", -ENOENT);
	if (readlink(self, path, sizeof(path)) < 0)
		abort();
	path[readlink(self, path, sizeof(path))] = 0;
	stat(path, &s);
	fflush(stdout);
	child = fork();
	if (!child) {
		call(SYS_execve, path, args, env);
		_exit(1);
	}
	waitpid(child, &status, 0);
	printf("EXPECT execve tid=%ld res=0 exe=\"act\\20one\" args=\"exec\\00b\\00\" pid=%ld ptid=%d comm=\"actions\" env=\"LANNER=1\\00X=y\\00\" "
	       "exe_ino=%lu exe_ino_mtime=%lu exe_ino_ctime=%lu uid=0 gid=0 trusted_exepath=\"%s\" filename=\"%s\" flags=1\n",
	       child, child, getpid(), s.st_ino, s.st_mtim.tv_sec * 1000000000UL + s.st_mtim.tv_nsec,
	       s.st_ctim.tv_sec * 1000000000UL + s.st_ctim.tv_nsec, path, path);
	/* From memory: a copy of this program that no file system has. */
	fd = memfd_create("ghost", 0);
	{
		int from = open(path, O_RDONLY);

		while (copy_file_range(from, NULL, fd, NULL, 1 << 20, 0) > 0 || sendfile(fd, from, NULL, 1 << 20) > 0)
			;
		close(from);
	}
	fflush(stdout);
	child = fork();
	if (!child) {
		call(SYS_execveat, fd, "", args, env, AT_EMPTY_PATH);
		_exit(1);
	}
	waitpid(child, &status, 0);
	printf("EXPECT execveat tid=%ld res=0 exe=\"act\\20one\" trusted_exepath=\"memfd:ghost\" flags=5\n", child);
}

static void deaths(void)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		kill(getpid(), SIGTERM);
		_exit(0);
	}
	waitpid(child, &status, 0);
	printf("EXPECT procexit tid=%d status=%d ret=0 sig=%d core=0 reaper_tid=0\n", child, SIGTERM, SIGTERM);
}

void do_processes(const char *self)
{
	births();
	images(self);
	deaths();
}
