// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The 32-bit table through int 0x80, which any 64-bit process of this architecture can use. */
#include "expect.h"

#ifdef __x86_64__
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/sem.h>
#include <sys/socket.h>
#include <sys/wait.h>

static long call32(long nr, long a, long b, long c, long d, long e)
{
	long r;

	asm volatile("int $0x80" : "=a"(r) : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e) : "memory", "r8", "r9", "r10", "r11");
	return (int)r;
}

/* Memory that a 32-bit pointer reaches. */
static char *low;

static long text32(const char *text)
{
	return (long)strcpy(low, text);
}

static void files(void)
{
	unsigned int *words = (void *)(low + 1024);
	long fd, r;

	fd = call32(295, AT_FDCWD, text32("wide"), O_RDWR | O_CREAT, 0600, 0);
	if (missing("compat", fd))
		return;
	expect("openat", "compat fd=%ld dirfd=-100 name=\"wide\" flags=%d mode=%d", fd, 3 | 4 | 16384, 0600);
	r = call32(5, text32("wide"), O_RDONLY | O_CLOEXEC, 0, 0, 0);
	expect("open", "compat fd=%ld name=\"wide\" flags=4097 mode=0", r);
	close(r);
	r = call32(4, fd, text32("thirty-two"), 10, 0, 0);
	expect("write", "compat res=%ld data=\"thirty-two\" fd=%ld size=10", r, fd);
	r = call32(180, fd, (long)low, 6, 4, 0);
	expect("pread", "compat res=%ld data=\"ty-two\" fd=%ld size=6 pos=4", r, fd);
	words[0] = (long)low;
	words[1] = 2;
	words[2] = (long)low + 2;
	words[3] = 3;
	r = call32(146, fd, (long)words, 2, 0, 0);
	expect("writev", "compat res=%ld data=\"ty-tw\" fd=%ld size=5", r, fd);
	r = call32(140, fd, 1, 7, (long)words, SEEK_SET);
	expect("llseek", "compat res=%ld fd=%ld offset=%lu whence=0", r, fd, (1UL << 32) + 7);
	r = call32(195, text32("wide"), (long)words, 0, 0, 0);
	expect("stat64", "compat res=%ld path=\"wide\"", r);
	r = call32(196, text32("none"), (long)words, 0, 0, 0);
	expect("lstat64", "compat res=%ld path=\"none\"", r);
	r = call32(197, fd, (long)words, 0, 0, 0);
	expect("fstat64", "compat res=%ld", r);
	r = call32(22, text32("none"), 0, 0, 0, 0);
	expect("umount", "compat res=%ld name=\"none\"", r);
	close(fd);
}

static void memory(void)
{
	unsigned int *words = (void *)(low + 1024);
	long r;

	r = call32(192, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	expect("mmap2", "compat addr=0 length=4096 prot=1 flags=10 fd=-1");
	memcpy(words, (unsigned int[]){ 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1u, 0 }, 24);
	r = call32(90, (long)words, 0, 0, 0, 0);
	expect("mmap", "compat addr=0 length=8192 prot=3 flags=10 fd=-1 offset=0");
	words[0] = 0;
	words[1] = 2500;
	r = call32(162, (long)words, 0, 0, 0, 0);
	expect("nanosleep", "compat res=%ld interval=2500", r);
	r = call32(191, 4, (long)words, 0, 0, 0);
	expect("getrlimit", "compat res=%ld resource=4", r);
}

static void multiplexed(void)
{
	unsigned int *words = (void *)(low + 1024);
	int pair[2], set = semget(IPC_PRIVATE, 1, 0600);
	long r;

	memcpy(words, (unsigned int[]){ AF_INET, SOCK_DGRAM, 0 }, 12);
	r = call32(102, 1, (long)words, 0, 0, 0);
	expect("socket", "compat fd=%ld domain=2 type=2 proto=0 flags=0", r);
	close(r);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair))
		abort();
	memcpy(words, (unsigned int[]){ pair[0], text32("sent"), 4, 0 }, 16);
	r = call32(102, 9, (long)words, 0, 0, 0);
	expect("send", "compat res=%ld data=\"sent\" fd=%d size=4", r, pair[0]);
	words[0] = pair[1];
	words[2] = 9;
	r = call32(102, 10, (long)words, 0, 0, 0);
	expect("recv", "compat res=%ld data=\"sent\" fd=%d size=9", r, pair[1]);
	*(struct sembuf *)low = (struct sembuf){ 0, 5, IPC_NOWAIT };
	r = call32(117, 1, set, 1, 0, (long)low);
	expect("semop", "compat res=%ld nsops=1 sem_num_0=0 sem_op_0=5 sem_flg_0=1 semid=%d", r, set);
	semctl(set, 0, IPC_RMID);
	r = call32(158, 0, 0, 0, 0, 0);
	expect("syscall", "compat ID=99 nativeID=158");
}

void do_compat(void)
{
	low = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	files();
	memory();
	multiplexed();
}
#else
void do_compat(void)
{
}
#endif
