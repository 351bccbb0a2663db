// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Mounts, namespaces, modules, keys, tracing, quota: mostly calls that fail here, with arguments that must be told. */
#include "expect.h"

#include <linux/keyctl.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

/* Which layer of an overlay a file is from: 65536 the lower, 32768 the upper. The working folder must not be one itself. */
static void overlay(void)
{
	struct stat s;
	int fd;

	if (mkdir("mnt/low", 0700) || mkdir("mnt/up", 0700) || mkdir("mnt/work", 0700) || mkdir("mnt/all", 0700))
		abort();
	close(open("mnt/low/old", O_CREAT | O_WRONLY, 0600));
	if (mount("overlay", "mnt/all", "overlay", 0, "lowerdir=mnt/low,upperdir=mnt/up,workdir=mnt/work")) {
		printf("SKIP overlay: %s\n", strerror(errno));
		return;
	}
	fd = call(SYS_openat, AT_FDCWD, "mnt/all/old", O_RDONLY, 0);
	fstat(fd, &s);
	expect("openat", "fd=%d name=\"mnt/all/old\" flags=%d dev=%u ino=%lu", fd, 1 | 65536, device(&s), s.st_ino);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, "mnt/all/new", O_WRONLY | O_CREAT, 0600);
	expect("openat", "fd=%d name=\"mnt/all/new\" flags=%d", fd, 2 | 4 | 16384 | 32768);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, "mnt/all/old", O_RDWR, 0);
	expect("openat", "fd=%d name=\"mnt/all/old\" flags=%d", fd, 3 | 32768);
	close(fd);
#ifdef SYS_creat
	fd = call(SYS_creat, "mnt/all/made", 0600);
	expect("creat", "fd=%d name=\"mnt/all/made\" creat_flags=1", fd);
#endif
	close(fd);
}

static void mounts(void)
{
	long r, fs;

	r = call(SYS_unshare, CLONE_NEWNS | CLONE_FS);
	expect("unshare", "res=%ld flags=%d", r, 32 | 2);
	r = call(SYS_mount, "none", "/", NULL, MS_REC | MS_PRIVATE, NULL);
	expect("mount", "res=%ld dev=\"none\" dir=\"/\" type=<NA> flags=%d", r, MS_REC | MS_PRIVATE);
	mkdir("mnt", 0700);
	r = call(SYS_mount, "lanner", "mnt", "tmpfs", 0xc0ed0000 | MS_NOSUID | MS_NODEV, NULL);
	expect("mount", "res=%ld dev=\"lanner\" dir=\"mnt\" type=\"tmpfs\" flags=6", r);
	overlay();
	r = call(SYS_umount2, "mnt", MNT_DETACH);
	expect("umount2", "res=%ld name=\"mnt\" flags=2", r);
	r = call(SYS_setns, 999, CLONE_NEWNET);
	expect("setns", "res=%d fd=999 nstype=16", -EBADF);
	r = call(SYS_chroot, "none");
	expect("chroot", "res=%d path=\"none\"", -ENOENT);
	fs = call(SYS_fsopen, "tmpfs", 0);
	if (!missing("fsconfig", fs)) {
		r = call(SYS_fsconfig, fs, 1, "size", "1m", 0);
		expect("fsconfig", "res=%ld fd=%ld cmd=1 key=\"size\" value_bytebuf=<NA> value_charbuf=\"1m\" aux=0", r, fs);
		r = call(SYS_fsconfig, fs, 2, "blob", "\x01\x02", 2);
		expect("fsconfig", "res=%ld fd=%ld cmd=2 key=\"blob\" value_bytebuf=\"\\01\\02\" value_charbuf=<NA> aux=2", r, fs);
		close(fs);
	}
}

static void modules(void)
{
	long r;

	r = call(SYS_init_module, "\177ELF", 4, "a=1");
	expect("init_module", "res=%ld img=\"\\7fELF\" length=4 uargs=\"a=1\"", r);
	r = call(SYS_finit_module, 999, "b=2", 1);
	expect("finit_module", "res=%ld fd=999 uargs=\"b=2\" flags=1", r);
	r = call(SYS_delete_module, "no_such_module", O_NONBLOCK | O_TRUNC);
	expect("delete_module", "res=%ld name=\"no_such_module\" flags=3", r);
}

static void keys(void)
{
	long r;

	r = call(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, "lanner-ring", 0, 0, 0);
	if (missing("keyctl", r))
		return;
	/* Text: 01 and the letters. A number: 00 and eight bytes. */
	expect("keyctl", "res=%ld operation=1 arg2=016c616e6e65722d72696e6700 arg3=000000000000000000", r);
	r = call(SYS_keyctl, KEYCTL_REVOKE, 0x1234, 0, 0, 0);
	expect("keyctl", "res=%ld operation=3 arg2=003412000000000000", r);
}

static void traces(void)
{
	int status;
	pid_t child = fork();
	long word, r;

	if (!child) {
		r = call(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		_exit(0);
	}
	waitpid(child, &status, 0);
	r = call(SYS_ptrace, PTRACE_PEEKDATA, child, &status, &word);
	expect("ptrace", "res=%ld request=3 pid=%d", r, child);
	r = call(SYS_ptrace, PTRACE_CONT, child, 0, 0);
	expect("ptrace", "res=%ld addr=000000000000000000 data=0100 request=8 pid=%d", r, child);
	waitpid(child, &status, 0);
	r = call(SYS_ptrace, PTRACE_ATTACH, -7, 0, 0);
	expect("ptrace", "res=%ld addr=<NA> data=<NA> request=11 pid=-7", r);
}

static void uring(void)
{
	struct { unsigned int sq, cq, flags, cpu, idle, features, rest[30]; } p = { .flags = 16 };
	long fd, r;

	fd = call(SYS_io_uring_setup, 4, &p);
	if (missing("io_uring_setup", fd))
		return;
	expect("io_uring_setup", "res=%ld entries=4 sq_entries=%u cq_entries=%u flags=32 sq_thread_cpu=%u sq_thread_idle=%u features=%u", fd, p.sq,
	       p.cq, p.cpu, p.idle, p.features & 0x7ff);
	r = call(SYS_io_uring_enter, fd, 0, 0, 1, NULL, 8);
	expect("io_uring_enter", "res=%ld fd=%ld to_submit=0 min_complete=0 flags=1 sig=0", r, fd);
	r = call(SYS_io_uring_register, fd, 5, NULL, 0);
	expect("io_uring_register", "res=%ld fd=%ld opcode=5 arg=0 nr_args=0", r, fd);
	close(fd);
}

static void others(void)
{
	long r;

	r = call(SYS_bpf, 1, NULL, 0);
	expect("bpf", "fd=%ld cmd=1", r);
	r = call(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 9, NULL);
	expect("seccomp", "res=%d op=0 flags=9", -EINVAL);
	r = call(SYS_quotactl, 0x80000700, "/dev/none", 77, NULL);
	if (!missing("quotactl", r))
		expect("quotactl", "res=%ld special=\"/dev/none\" quotafilepath=<NA> dqb_bhardlimit=0 cmd=32 type=1 id=77 quota_fmt=1", r);
	/* No event of its own: the number of the table and the kernel's. */
	r = call(SYS_sched_yield);
#ifdef __x86_64__
	expect("syscall", "ID=99 nativeID=%d", SYS_sched_yield);
#endif
}

void do_system(void)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (!child) {
		mounts();
		modules();
		keys();
		traces();
		uring();
		others();
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, &status, 0);
}
