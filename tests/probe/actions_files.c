// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Opens, names, modes, owners. */
#include "expect.h"

#include <sys/file.h>

#include <linux/openat2.h>

#define LONG_PATH 400

static void opens(void)
{
	struct open_how how = { .flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, .mode = 0604, .resolve = RESOLVE_NO_SYMLINKS };
	struct { struct file_handle h; char bytes[128]; } handle = { .h.handle_bytes = 128 };
	char path[LONG_PATH + 8] = "";
	struct stat s;
	int mount_id;
	long fd;

	fd = call(SYS_openat, AT_FDCWD, "one", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0640);
	fstat(fd, &s);
	/* WRONLY 2, CREAT 4, APPEND 8, TRUNC 256, F_CREATED 16384 */
	expect("openat", "fd=%ld dirfd=-100 name=\"one\" flags=%d mode=%d dev=%u ino=%lu", fd, 2 | 4 | 8 | 256 | 16384, 0640, device(&s),
	       s.st_ino);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, "one", O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0777);
	expect("openat", "fd=%ld dirfd=-100 name=\"one\" flags=%d mode=0 ino=%lu", fd, 1 | 64 | 4096, s.st_ino);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, ".", O_TMPFILE | O_RDWR, 0600);
	if (fd >= 0)
		expect("openat", "fd=%ld name=\".\" flags=%d mode=%d", fd, 3 | 1024 | 8192, 0600);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, "none", O_RDWR, 0);
	expect("openat", "fd=%d dirfd=-100 name=\"none\" flags=3 mode=0 dev=0 ino=0", -ENOENT);
	for (int i = 0; i < LONG_PATH; i += 2)
		strcat(path, "./");
	strcat(path, "one");
	fd = call(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	expect("openat", "fd=%ld name=\"%s\" ino=%lu", fd, path, s.st_ino);
	close(fd);
	fd = call(SYS_openat, AT_FDCWD, 1, O_RDONLY, 0);
	expect("openat", "fd=%d name=<NA> flags=1", -EFAULT);
#ifdef SYS_open
	fd = call(SYS_open, "one", O_RDONLY | O_DIRECTORY | O_SYNC, 0);
	expect("open", "fd=%d name=\"one\" flags=%d mode=0 dev=0 ino=0", -ENOTDIR, 1 | 16 | 128 | 1024);
	fd = call(SYS_creat, "two", 0611);
	fstat(fd, &s);
	expect("creat", "fd=%ld name=\"two\" mode=%d dev=%u ino=%lu creat_flags=0", fd, 0611, device(&s), s.st_ino);
	close(fd);
#endif
	fd = call(SYS_openat2, AT_FDCWD, "three", &how, sizeof(how));
	if (!missing("openat2", fd)) {
		fstat(fd, &s);
		expect("openat2", "fd=%ld dirfd=-100 name=\"three\" flags=%d mode=%d resolve=8 dev=%u ino=%lu", fd,
		       3 | 4 | 32 | 4096 | 16384, 0604, device(&s), s.st_ino);
		close(fd);
	}
	if (name_to_handle_at(AT_FDCWD, "one", &handle.h, &mount_id, 0) == 0) {
		int here = open(".", O_RDONLY);
		char real[512] = "";

		fd = call(SYS_open_by_handle_at, here, &handle, O_RDONLY);
		stat("one", &s);
		if (!realpath("one", real))
			abort();
		expect("open_by_handle_at", "fd=%ld mountfd=%d flags=1 path=\"%s\" ino=%lu", fd, here, real, s.st_ino);
		close(fd);
		close(here);
	}
}

static void names(void)
{
	long r;

#ifdef SYS_open
	r = call(SYS_mkdir, "dir", 0711);
	expect("mkdir", "res=%ld path=\"dir\" mode=%d", r, 0711);
	r = call(SYS_rmdir, "dir");
	expect("rmdir", "res=%ld path=\"dir\"", r);
	r = call(SYS_link, "one", "one-link");
	expect("link", "res=%ld oldpath=\"one\" newpath=\"one-link\"", r);
	r = call(SYS_rename, "one-link", "one-moved");
	expect("rename", "res=%ld oldpath=\"one-link\" newpath=\"one-moved\"", r);
	r = call(SYS_unlink, "one-moved");
	expect("unlink", "res=%ld path=\"one-moved\"", r);
	r = call(SYS_symlink, "target here", "sym");
	expect("symlink", "res=%ld target=\"target\\20here\" linkpath=\"sym\"", r);
	r = call(SYS_mknod, "fifo", S_IFIFO | 0620, 0);
	expect("mknod", "res=%ld path=\"fifo\" mode=%d dev=0", r, S_IFIFO | 0620);
	r = call(SYS_chmod, "one", 04755);
	expect("chmod", "res=%ld filename=\"one\" mode=%d", r, 04755);
	r = call(SYS_access, "one", R_OK | X_OK);
	expect("access", "res=%ld name=\"one\" mode=5", r);
	r = call(SYS_chown, "one", 11, 12);
	expect("chown", "res=%ld path=\"one\" uid=11 gid=12", r);
	r = call(SYS_lchown, "sym", 13, 14);
	expect("lchown", "res=%ld path=\"sym\" uid=13 gid=14", r);
#endif
	r = call(SYS_mkdirat, AT_FDCWD, "dir2", 0700);
	expect("mkdirat", "res=%ld dirfd=-100 path=\"dir2\" mode=%d", r, 0700);
	r = call(SYS_linkat, AT_FDCWD, "one", AT_FDCWD, "four", AT_SYMLINK_FOLLOW);
	expect("linkat", "res=%ld olddir=-100 oldpath=\"one\" newdir=-100 newpath=\"four\" flags=1024", r);
#ifdef SYS_renameat
	r = call(SYS_renameat, AT_FDCWD, "four", AT_FDCWD, "five");
	expect("renameat", "res=%ld olddirfd=-100 oldpath=\"four\" newdirfd=-100 newpath=\"five\"", r);
#endif
	r = call(SYS_renameat2, AT_FDCWD, "five", AT_FDCWD, "one", 1);
	expect("renameat2", "res=%d olddirfd=-100 oldpath=\"five\" newdirfd=-100 newpath=\"one\" flags=1", -EEXIST);
	r = call(SYS_symlinkat, "x", AT_FDCWD, "sym2");
	expect("symlinkat", "res=%ld target=\"x\" linkdirfd=-100 linkpath=\"sym2\"", r);
	r = call(SYS_unlinkat, AT_FDCWD, "dir2", AT_REMOVEDIR);
	expect("unlinkat", "res=%ld dirfd=-100 name=\"dir2\" flags=512", r);
	r = call(SYS_mknodat, AT_FDCWD, "dev", S_IFCHR | 0600, makedev(1, 3));
	expect("mknodat", "res=%ld dirfd=-100 path=\"dev\" mode=%d dev=%u", r, S_IFCHR | 0600, (unsigned int)makedev(1, 3));
	r = call(SYS_fchmodat, AT_FDCWD, "one", 0666);
	expect("fchmodat", "res=%ld dirfd=-100 filename=\"one\" mode=%d", r, 0666);
	r = call(SYS_fchownat, AT_FDCWD, "sym2", 1, 2, AT_SYMLINK_NOFOLLOW);
	expect("fchownat", "res=%ld dirfd=-100 pathname=\"sym2\" uid=1 gid=2 flags=1024", r);
	r = call(SYS_newfstatat, AT_FDCWD, "one", &(struct stat){}, AT_SYMLINK_NOFOLLOW);
	expect("newfstatat", "res=%ld dirfd=-100 path=\"one\" flags=256", r);
}

static void by_descriptor(void)
{
	int fd = open("one", O_RDWR);
	int here = open(".", O_RDONLY);
	char entries[4096], cwd[512];
	struct stat s;
	long r;

	r = call(SYS_fchmod, fd, 0640);
	expect("fchmod", "res=%ld fd=%d mode=%d", r, fd, 0640);
	r = call(SYS_fchown, fd, 21, 22);
	expect("fchown", "res=%ld fd=%d uid=21 gid=22", r, fd);
	r = call(SYS_fstat, fd, &s);
	expect("fstat", "res=%ld fd=%d", r, fd);
#ifdef SYS_open
	r = call(SYS_stat, "one", &s);
	expect("stat", "res=%ld path=\"one\"", r);
	r = call(SYS_lstat, "none", &s);
	expect("lstat", "res=%d path=\"none\"", -ENOENT);
	r = call(SYS_getdents, here, entries, sizeof(entries));
	expect("getdents", "res=%ld fd=%d", r, here);
#endif
	r = call(SYS_getdents64, here, entries, sizeof(entries));
	expect("getdents64", "res=%ld fd=%d", r, here);
	r = call(SYS_flock, fd, LOCK_EX | LOCK_NB);
	expect("flock", "res=%ld fd=%d operation=6", r, fd);
	r = call(SYS_chdir, "/usr");
	expect("chdir", "res=%ld path=\"/usr\"", r);
	r = call(SYS_fchdir, here);
	expect("fchdir", "res=%ld fd=%d", r, here);
	r = call(SYS_getcwd, cwd, sizeof(cwd));
	expect("getcwd", "res=%ld path=\"%s\"", r, cwd);
	r = call(SYS_getcwd, cwd, 1);
	expect("getcwd", "res=%d path=<NA>", -ERANGE);
	close(fd);
	close(here);
}

void do_files(void)
{
	opens();
	names();
	by_descriptor();
}
