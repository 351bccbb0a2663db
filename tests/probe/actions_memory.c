// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Memory, locks, semaphores. */
#include "expect.h"

#include <sys/mman.h>
#include <sys/ipc.h>
#include <sys/sem.h>

void do_memory(void)
{
	struct sembuf ops[2] = { { 0, 1, IPC_NOWAIT }, { 1, 2, SEM_UNDO } };
	unsigned long at, top;
	int word = 3, set;
	long r;

	at = call(SYS_mmap, 0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	expect("mmap", "res=%ld addr=0 length=8192 prot=3 flags=%d fd=-1 offset=0", at, 2 | 8 | 64);
	r = call(SYS_mprotect, at, 4096, PROT_READ | PROT_EXEC);
	expect("mprotect", "res=%ld addr=%lu length=4096 prot=5", r, at);
	r = call(SYS_mlock, at, 4096);
	expect("mlock", "res=%ld addr=%lu len=4096", r, at);
	r = call(SYS_mlock2, at, 4096, 1);
	expect("mlock2", "res=%ld addr=%lu len=4096 flags=1", r, at);
	r = call(SYS_munlock, at, 4096);
	expect("munlock", "res=%ld addr=%lu len=4096", r, at);
	r = call(SYS_mlockall, 0);
	expect("mlockall", "res=%ld flags=0", r);
	r = call(SYS_munlockall);
	expect("munlockall", "res=%ld", r);
	r = call(SYS_munmap, at, 8192);
	expect("munmap", "res=%ld addr=%lu length=8192", r, at);
	top = call(SYS_brk, 0);
	expect("brk", "res=%lu addr=0", top);
	r = call(SYS_futex, &word, 0 | 128, 4, NULL, NULL, 0);
	expect("futex", "res=%ld addr=%lu op=128 val=4", r, (unsigned long)&word);
	set = call(SYS_semget, IPC_PRIVATE, 2, IPC_CREAT | IPC_EXCL | 0600);
	expect("semget", "res=%d key=0 nsems=2 semflg=%d", set, 8192 | 16384);
	r = call(SYS_semop, set, ops, 2);
	expect("semop", "res=%ld nsops=2 sem_num_0=0 sem_op_0=1 sem_flg_0=1 sem_num_1=1 sem_op_1=2 sem_flg_1=2 semid=%d", r, set);
	r = call(SYS_semctl, set, 1, SETVAL, 6);
	expect("semctl", "res=%ld semid=%d semnum=1 cmd=4096 val=6", r, set);
	r = call(SYS_semctl, set, 0, IPC_RMID, 0);
	expect("semctl", "res=%ld semid=%d semnum=0 cmd=4 val=0", r, set);
}
