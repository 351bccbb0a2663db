// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Reads, writes, and the calls that make or wait for descriptors. */
#include "expect.h"

#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>

#define CLOEXEC 4096
#define NONBLOCK 64

static void reads_and_writes(void)
{
	int fd = open("data", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int other = open("data2", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char text[201], got[256], first[81] = "";
	struct iovec out[] = { { "abc", 3 }, { "", 0 }, { "defgh", 5 } };
	char left[4], right[8];
	struct iovec in[] = { { left, 4 }, { right, 8 } };
	loff_t from = 2, to = 1;
	off_t at = 3;
	long r;

	memset(text, 'q', 200);
	memcpy(first, text, 80);
	r = call(SYS_write, fd, text, 200);
	expect("write", "res=%ld data=\"%s\" fd=%d size=200", r, first, fd);
	r = call(SYS_write, 999, "lost", 4);
	expect("write", "res=%d data=\"lost\" fd=999 size=4", -EBADF);
	r = call(SYS_lseek, fd, -200L, SEEK_END);
	expect("lseek", "res=%ld fd=%d offset=%lu whence=2", r, fd, -200UL);
	r = call(SYS_read, fd, got, 5);
	expect("read", "res=5 data=\"qqqqq\" fd=%d size=5", fd);
	r = call(SYS_read, 999, got, 5);
	expect("read", "res=%d data=<NA> fd=999 size=5", -EBADF);
	r = call(SYS_pwrite64, fd, "0123456789", 10, 0);
	expect("pwrite", "res=%ld data=\"0123456789\" fd=%d size=10 pos=0", r, fd);
	r = call(SYS_pread64, fd, got, 4, 6);
	expect("pread", "res=%ld data=\"6789\" fd=%d size=4 pos=6", r, fd);
	lseek(fd, 0, SEEK_SET);
	r = call(SYS_writev, fd, out, 3);
	expect("writev", "res=%ld data=\"abcdefgh\" fd=%d size=8", r, fd);
	lseek(fd, 0, SEEK_SET);
	r = call(SYS_readv, fd, in, 2);
	expect("readv", "res=%ld size=12 data=\"abcdefgh89qq\" fd=%d", r, fd);
	r = call(SYS_pwritev, fd, out, 3, 100, 0);
	expect("pwritev", "res=%ld data=\"abcdefgh\" fd=%d size=8 pos=100", r, fd);
	r = call(SYS_preadv, fd, in, 2, 100, 0);
	expect("preadv", "res=%ld size=12 data=\"abcdefghqqqq\" fd=%d pos=100", r, fd);
	r = call(SYS_sendfile, other, fd, &at, 7);
	expect("sendfile", "res=%ld offset=3 out_fd=%d in_fd=%d size=7", r, other, fd);
	r = call(SYS_copy_file_range, fd, &from, other, &to, 9, 0);
	expect("copy_file_range", "res=%ld fdout=%d offout=1 fdin=%d offin=2 len=9", r, other, fd);
	in[0] = (struct iovec){ left, 4 };
	r = call(SYS_process_vm_readv, getpid(), in, 1, out, 1, 0);
	expect("process_vm_readv", "res=3 pid=%d data=\"abc\"", getpid());
	r = call(SYS_process_vm_writev, getpid(), out, 1, in, 1, 0);
	expect("process_vm_writev", "res=%ld pid=%d data=\"abc\"", r, getpid());
	r = call(SYS_ioctl, fd, 0x5413, 0x77);
	expect("ioctl", "res=%ld fd=%d request=%d argument=%d", r, fd, 0x5413, 0x77);
	r = call(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 300);
	expect("fcntl", "res=%ld fd=%d cmd=26 arg=300", r, fd);
	close(fd);
	close(other);
}

static void makes_descriptors(void)
{
	int fds[2];
	struct stat s;
	sigset_t set;
	long r;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
#ifdef SYS_open
	r = call(SYS_pipe, fds);
	fstat(fds[0], &s);
	expect("pipe", "res=%ld fd1=%d fd2=%d ino=%lu", r, fds[0], fds[1], s.st_ino);
	r = call(SYS_eventfd, 7);
	expect("eventfd", "res=%ld initval=7 flags=0", r);
	r = call(SYS_signalfd, -1, &set, 8);
	expect("signalfd", "res=%ld fd=-1 mask=%d flags=0", r, 1 << (SIGUSR1 - 1));
	r = call(SYS_inotify_init);
	expect("inotify_init", "res=%ld flags=0", r);
	r = call(SYS_epoll_create, 5);
	expect("epoll_create", "res=%ld size=5", r);
	r = call(SYS_dup2, 0, 200);
	expect("dup2", "res=%ld oldfd=0 newfd=200", r);
#endif
	r = call(SYS_pipe2, fds, O_CLOEXEC | O_NONBLOCK);
	fstat(fds[1], &s);
	expect("pipe2", "res=%ld fd1=%d fd2=%d ino=%lu flags=%d", r, fds[0], fds[1], s.st_ino, CLOEXEC | NONBLOCK);
	r = call(SYS_pipe2, 0, 0);
	expect("pipe2", "res=%d fd1=-1 fd2=-1 ino=0 flags=0", -EFAULT);
	r = call(SYS_splice, fds[0], NULL, fds[1], NULL, 9, 2);
	expect("splice", "res=%ld fd_in=%d fd_out=%d size=9 flags=2", r, fds[0], fds[1]);
	r = call(SYS_eventfd2, 9, EFD_CLOEXEC | EFD_NONBLOCK);
	expect("eventfd2", "res=%ld flags=%d initval=9", r, CLOEXEC | NONBLOCK);
	r = call(SYS_signalfd4, -1, &set, 8, O_CLOEXEC);
	expect("signalfd4", "res=%ld flags=%d fd=-1 mask=%d", r, CLOEXEC, 1 << (SIGUSR1 - 1));
	r = call(SYS_timerfd_create, CLOCK_MONOTONIC, TFD_CLOEXEC);
	expect("timerfd_create", "res=%ld clockid=1 flags=0", r);
	r = call(SYS_inotify_init1, IN_NONBLOCK);
	expect("inotify_init1", "res=%ld flags=%d", r, NONBLOCK);
	r = call(SYS_epoll_create1, EPOLL_CLOEXEC);
	expect("epoll_create1", "res=%ld flags=1", r);
	r = call(SYS_userfaultfd, O_CLOEXEC);
	if (!missing("userfaultfd", r))
		expect("userfaultfd", "res=%ld flags=%d", r, CLOEXEC);
	r = call(SYS_memfd_create, "named", 3);
	expect("memfd_create", "fd=%ld name=\"named\" flags=3", r);
	r = call(SYS_dup, 0);
	expect("dup", "res=%ld oldfd=0", r);
	r = call(SYS_dup3, 0, 201, O_CLOEXEC);
	expect("dup3", "res=%ld oldfd=0 newfd=201 flags=%d", r, CLOEXEC);
	r = call(SYS_close, 201);
	expect("close", "res=%ld fd=201", r);
	r = call(SYS_close_range, 5000, 6000, 4);
	if (!missing("close_range", r))
		expect("close_range", "res=%ld first=5000 last=6000 flags=4", r);
	r = call(SYS_pidfd_open, getpid(), O_NONBLOCK);
	if (!missing("pidfd_open", r)) {
		long pidfd = r;

		expect("pidfd_open", "fd=%ld pid=%d flags=1", r, getpid());
		r = call(SYS_pidfd_getfd, pidfd, 0, 0);
		expect("pidfd_getfd", "fd=%ld pid_fd=%ld target_fd=0 flags=0", r, pidfd);
	}
}

/* The list of one descriptor in the events' own bytes: count, descriptor, flags. */
#define LIST1 "0100%02x00000000000000%02x00"

static void waits(void)
{
	struct timespec moment = { 0, 1500 }, pause = { 0, 1500 };
	struct epoll_event event;
	int fds[2];
	struct pollfd p;
	long r;

	if (pipe(fds) || write(fds[1], "x", 1) != 1)
		abort();
	p = (struct pollfd){ fds[0], POLLIN, 0 };
#ifdef SYS_open
	r = call(SYS_poll, &p, 1, 5);
	expect("poll", "res=%ld fds=" LIST1 " timeout=5", r, fds[0], 1);
	r = call(SYS_select, 0, NULL, NULL, NULL, &(struct timeval){ 0, 1 });
	expect("select", "res=%ld", r);
	r = call(SYS_epoll_wait, epoll_create1(0), &event, 1, 0);
	expect("epoll_wait", "res=%ld maxevents=1", r);
#endif
	p.fd = fds[1];
	p.events = POLLOUT;
	r = call(SYS_ppoll, &p, 1, &moment, NULL, 8);
	expect("ppoll", "res=%ld fds=" LIST1 " sigmask=0", r, fds[1], 4);
	r = call(SYS_ppoll, NULL, 0, &(struct timespec){ 0, 1000 }, NULL, 8);
	expect("ppoll", "res=0 fds=0000");
	r = call(SYS_nanosleep, &pause, NULL);
	expect("nanosleep", "res=%ld interval=1500", r);
	close(fds[0]);
	close(fds[1]);
}

void do_descriptors(void)
{
	reads_and_writes();
	makes_descriptors();
	waits();
}
