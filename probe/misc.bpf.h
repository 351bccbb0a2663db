/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Calls whose arguments lie behind pointers or mean different things by command. */
#ifndef LANNER_MISC_H
#define LANNER_MISC_H

#include "file.bpf.h"
#include "flags.bpf.h"
#include "io.bpf.h"

/* ---- a call without an event of its own: its number in our table, and the kernel's ---- */

SEC("tp_btf/sys_exit")
int generic_x(__u64 *ctx)
{
	struct filler f;
	__u32 nr;

	if (!begin_fixed(&f, 2, 4, EVENT_syscall))
		return 0;
	nr = f.call->nr;
	put_u16(&f.w, nr < INTEREST_ENTRIES ? ppm_sc[bounded(nr, INTEREST_ENTRIES)] : 0);
	put_u16(&f.w, f.call->native);
	return end_fixed(&f, EVENT_syscall);
}

/* ---- descriptors ---- */

inline_fn void put_pipe(struct filler *f)
{
	__s32 fds[2] = { -1, -1 };
	struct file *file = NULL;

	if (f->call->ret == 0) {
		bpf_probe_read_user(fds, sizeof(fds), (void *)f->call->args[0]);
		file = file_of(f->task, fds[0]);
	}
	put_s64(&f->w, f->call->ret);
	put_s64(&f->w, fds[0]);
	put_s64(&f->w, fds[1]);
	put_u64(&f->w, file ? walk(file, f_inode, i_ino) : 0);
}

SEC("tp_btf/sys_exit")
int pipe_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_pipe(&f);
	return end_filler(&f, EVENT_pipe);
}

SEC("tp_btf/sys_exit")
int pipe2_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_pipe(&f);
	put_u32(&f.w, fd_flags(f.call->args[1]));
	return end_filler(&f, EVENT_pipe2);
}

SEC("tp_btf/sys_exit")
int llseek_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u64(&f.w, f.call->args[1] << 32 | (__u32)f.call->args[2]);
	put_u8(&f.w, f.call->args[4]);
	return end_filler(&f, EVENT_llseek);
}

SEC("tp_btf/sys_exit")
int getcwd_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 2))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_user_string(&f.w, f.call->ret > 0 ? f.call->args[0] : 0);
	return end_filler(&f, EVENT_getcwd);
}

/* ---- waiting ---- */

#define POLL_FDS_LOOKED_AT 64

inline_fn __u16 poll_flags(__u16 f)
{
	return (f & 7) | bit(f, 0x2000, 8) | bit(f, 0x08, 16) | bit(f, 0x10, 32) | bit(f, 0x20, 64) | bit(f, 0x40, 128) |
	       bit(f, 0x80, 256) | bit(f, 0x100, 512) | bit(f, 0x200, 1024);
}

struct user_pollfd {
	__s32 fd;
	__s16 events;
	__s16 revents;
};

/* The list of descriptors with what was found on them: u16 count, then i64 and i16 each. Its length. */
shared_fn __u32 write_fdlist(__u32 at, __u64 array, __u32 n)
{
	struct scratch *s = this_scratch();
	__u32 count = 0;

	if (!s)
		return 0;
	for (__u32 i = 0; i < POLL_FDS_LOOKED_AT; i++) {
		struct user_pollfd p;
		__u8 *to;

		if (i >= n || bpf_probe_read_user(&p, sizeof(p), (void *)(array + i * sizeof(p))))
			break;
		to = &s->record[(at + 2 + i * 10) & CURSOR_MASK];
		store(__s64, to, p.fd);
		store(__s16, to + 8, poll_flags(p.revents));
		count = i + 1;
	}
	store(__u16, &s->record[at & CURSOR_MASK], count);
	return 2 + count * 10;
}

inline_fn void put_fdlist(struct filler *f)
{
	end_param(&f->w, write_fdlist(f->w.pos, f->call->args[0], f->call->args[1]));
}

SEC("tp_btf/sys_exit")
int poll_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 3))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_fdlist(&f);
	put_s64(&f.w, (__s32)f.call->args[2]);
	return end_filler(&f, EVENT_poll);
}

#define NO_TIME (~0ULL)
#define COMPAT_PPOLL_TIME64 414

/* A timespec as ns; all ones without one. The 32-bit table has two kinds. */
inline_fn __u64 read_timespec(struct call *call, __u64 address)
{
	__s64 wide[2] = {};
	__s32 narrow[2] = {};

	if (!address)
		return NO_TIME;
	if (!call->compat || call->native == COMPAT_PPOLL_TIME64) {
		bpf_probe_read_user(wide, sizeof(wide), (void *)address);
		return wide[0] * NSEC_PER_SEC + wide[1];
	}
	bpf_probe_read_user(narrow, sizeof(narrow), (void *)address);
	return narrow[0] * NSEC_PER_SEC + narrow[1];
}

SEC("tp_btf/sys_exit")
int ppoll_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_fdlist(&f);
	put_u64(&f.w, read_timespec(f.call, f.call->args[2]));
	put_u32(&f.w, sigset(f.call->args[3]));
	return end_filler(&f, EVENT_ppoll);
}

SEC("tp_btf/sys_exit")
int nanosleep_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 2))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_u64(&f.w, read_timespec(f.call, f.call->args[0]));
	return end_filler(&f, EVENT_nanosleep);
}

/* ---- limits and identities ---- */

#define RLIMITS_KNOWN 16
#define RLIMIT_UNKNOWN_VALUE 255

inline_fn __u8 rlimit_resource(__u32 resource)
{
	return resource < RLIMITS_KNOWN ? resource : RLIMIT_UNKNOWN_VALUE;
}

/* A pair of limits, or -1 twice when there is none to read. `wide`: 64-bit values even in a 32-bit call. */
inline_fn void put_rlimit(struct filler *f, __u64 address, int wide)
{
	__s64 limits[2] = { -1, -1 };
	__s32 narrow[2] = { -1, -1 };

	if (address && f->call->compat && !wide) {
		bpf_probe_read_user(narrow, sizeof(narrow), (void *)address);
		limits[0] = narrow[0] == -1 ? -1 : (__s64)(__u32)narrow[0];
		limits[1] = narrow[1] == -1 ? -1 : (__s64)(__u32)narrow[1];
	} else if (address && bpf_probe_read_user(limits, sizeof(limits), (void *)address)) {
		limits[0] = -1;
		limits[1] = -1;
	}
	put_s64(&f->w, limits[0]);
	put_s64(&f->w, limits[1]);
}

SEC("tp_btf/sys_exit")
int getrlimit_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_rlimit(&f, f.call->ret == 0 ? f.call->args[1] : 0, 0);
	put_u8(&f.w, rlimit_resource(f.call->args[0]));
	return end_filler(&f, EVENT_getrlimit);
}

SEC("tp_btf/sys_exit")
int setrlimit_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_rlimit(&f, f.call->args[1], 0);
	put_u8(&f.w, rlimit_resource(f.call->args[0]));
	return end_filler(&f, EVENT_setrlimit);
}

SEC("tp_btf/sys_exit")
int prlimit_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 7))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_rlimit(&f, f.call->args[2], 1);
	put_rlimit(&f, f.call->ret == 0 ? f.call->args[3] : 0, 1);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u8(&f.w, rlimit_resource(f.call->args[1]));
	return end_filler(&f, EVENT_prlimit);
}

#define NO_ID 0xffffffffu

inline_fn void put_id_behind(struct filler *f, __u64 address)
{
	__u32 id = NO_ID;

	if (f->call->ret == 0 && bpf_probe_read_user(&id, sizeof(id), (void *)address))
		id = NO_ID;
	put_u32(&f->w, id);
}

inline_fn int three_ids(__u16 code)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_id_behind(&f, f.call->args[0]);
	put_id_behind(&f, f.call->args[1]);
	put_id_behind(&f, f.call->args[2]);
	return end_filler(&f, code);
}

SEC("tp_btf/sys_exit")
int getresuid_x(__u64 *ctx)
{
	return three_ids(EVENT_getresuid);
}

SEC("tp_btf/sys_exit")
int getresgid_x(__u64 *ctx)
{
	return three_ids(EVENT_getresgid);
}

/* The capabilities the task has now: the new ones if it was allowed. */
SEC("tp_btf/sys_exit")
int capset_x(__u64 *ctx)
{
	struct task_struct *task;
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	task = f.task;
	put_s64(&f.w, f.call->ret);
	put_u64(&f.w, caps_of(task, cap_inheritable));
	put_u64(&f.w, caps_of(task, cap_permitted));
	put_u64(&f.w, caps_of(task, cap_effective));
	return end_filler(&f, EVENT_capset);
}

/* ---- semaphores ---- */

struct user_sembuf {
	__u16 num;
	__s16 op;
	__s16 flags;
};

inline_fn __u16 semop_flags(__u16 f) { return bit(f, 04000, 1) | bit(f, 0x1000, 2); }

inline_fn void put_semop(struct filler *f, __u32 index)
{
	struct user_sembuf op = {};

	if (index < f->call->args[2])
		bpf_probe_read_user(&op, sizeof(op), (void *)(f->call->args[1] + index * sizeof(op)));
	put_u16(&f->w, op.num);
	put_s16(&f->w, op.op);
	put_u16(&f->w, semop_flags(op.flags));
}

SEC("tp_btf/sys_exit")
int semop_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 9))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_u32(&f.w, f.call->args[2]);
	put_semop(&f, 0);
	put_semop(&f, 1);
	put_s32(&f.w, f.call->args[0]);
	return end_filler(&f, EVENT_semop);
}

#define K_SETVAL 16
#define IPC_64_BIT 0x100

inline_fn __u16 semctl_command(__u32 cmd)
{
	switch (cmd & ~IPC_64_BIT) {
	case 0: return 4;	/* IPC_RMID */
	case 1: return 2;	/* IPC_SET */
	case 2: return 1;	/* IPC_STAT */
	case 3: return 8;	/* IPC_INFO */
	case 11: return 256;	/* GETPID */
	case 12: return 512;	/* GETVAL */
	case 13: return 64;	/* GETALL */
	case 14: return 128;	/* GETNCNT */
	case 15: return 1024;	/* GETZCNT */
	case 16: return 4096;	/* SETVAL */
	case 17: return 2048;	/* SETALL */
	case 18: return 32;	/* SEM_STAT */
	case 19: return 16;	/* SEM_INFO */
	default: return 0;
	}
}

SEC("tp_btf/sys_exit")
int semctl_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_s32(&f.w, f.call->args[0]);
	put_s32(&f.w, f.call->args[1]);
	put_u16(&f.w, semctl_command(f.call->args[2]));
	put_s32(&f.w, (f.call->args[2] & ~IPC_64_BIT) == K_SETVAL ? f.call->args[3] : 0);
	return end_filler(&f, EVENT_semctl);
}

/* ---- by command ---- */

enum ptrace_kind { PTRACE_KIND_UINT64, PTRACE_KIND_SIGNAL };

inline_fn __u16 ptrace_request(__u32 request)
{
	switch (request) {
	case 0 ... 9: return request + 1;	/* TRACEME to SINGLESTEP */
	case 12: return 26;	/* GETREGS */
	case 13: return 27;
	case 14: return 28;	/* GETFPREGS */
	case 15: return 29;
	case 16: return 11;	/* ATTACH */
	case 17: return 12;	/* DETACH */
	case 18: return 30;	/* GETFPXREGS */
	case 19: return 31;
	case 24: return 13;	/* SYSCALL */
	case 25: return 33;	/* GET_THREAD_AREA */
	case 26: return 34;
	case 30: return 35;	/* ARCH_PRCTL */
	case 31: return 36;	/* SYSEMU */
	case 32: return 37;
	case 33: return 38;	/* SINGLEBLOCK */
	case 0x4200 ... 0x420b: return request - 0x4200 + 14;	/* SETOPTIONS to SETSIGMASK */
	default: return 0;
	}
}

inline_fn void put_dyn_u64(struct event_writer *w, __u8 kind, __u64 value)
{
	__u8 *to = cursor(w);

	store(__u8, to, kind);
	store(__u64, to + 1, value);
	end_param(w, 9);
}

/* The data of a request: a signal to deliver, a word that was peeked, or the argument itself. */
inline_fn void put_ptrace_data(struct filler *f)
{
	__u64 data = f->call->args[3];
	__u8 *to = cursor(&f->w);

	switch ((__u32)f->call->args[0]) {
	case 7:	/* CONT */
	case 9:	/* SINGLESTEP */
	case 17:	/* DETACH */
	case 24:	/* SYSCALL */
		store(__u8, to, PTRACE_KIND_SIGNAL);
		store(__u8, to + 1, data);
		end_param(&f->w, 2);
		return;
	case 1:	/* PEEKTEXT */
	case 2:	/* PEEKDATA */
	case 3:	/* PEEKUSR */
		bpf_probe_read_user(&data, f->call->compat ? sizeof(__u32) : sizeof(data), (void *)f->call->args[3]);
		break;
	}
	put_dyn_u64(&f->w, PTRACE_KIND_UINT64, data);
}

SEC("tp_btf/sys_exit")
int ptrace_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	if (f.call->ret < 0) {
		put_empty(&f.w);
		put_empty(&f.w);
	} else {
		put_dyn_u64(&f.w, PTRACE_KIND_UINT64, f.call->args[2]);
		put_ptrace_data(&f);
	}
	put_u16(&f.w, ptrace_request(f.call->args[0]));
	put_s64(&f.w, (__s32)f.call->args[1]);
	return end_filler(&f, EVENT_ptrace);
}

#define K_PR_SET_NAME 15
#define K_PR_GET_NAME 16
#define K_PR_GET_CHILD_SUBREAPER 37

SEC("tp_btf/sys_exit")
int prctl_x(__u64 *ctx)
{
	struct filler f;
	__u32 option;
	__s32 behind = 0;

	if (!begin_filler(&f, 4))
		return 0;
	option = f.call->args[0];
	put_s64(&f.w, f.call->ret);
	put_u32(&f.w, option);
	if (option == K_PR_SET_NAME || option == K_PR_GET_NAME) {
		put_user_string(&f.w, f.call->args[1]);
		put_s64(&f.w, 0);
	} else if (option == K_PR_GET_CHILD_SUBREAPER) {
		put_empty(&f.w);
		bpf_probe_read_user(&behind, sizeof(behind), (void *)f.call->args[1]);
		put_s64(&f.w, behind);
	} else {
		put_empty(&f.w);
		put_s64(&f.w, f.call->args[1]);
	}
	return end_filler(&f, EVENT_prctl);
}

#define K_SET_STRING 1
#define K_SET_BINARY 2
#define K_SET_PATH 3
#define K_SET_PATH_EMPTY 4

SEC("tp_btf/sys_exit")
int fsconfig_x(__u64 *ctx)
{
	struct filler f;
	__u32 cmd;

	if (!begin_filler(&f, 7))
		return 0;
	cmd = f.call->args[1];
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, cmd);
	put_user_string(&f.w, f.call->args[2]);
	if (cmd == K_SET_BINARY)
		put_user_bytes(&f.w, f.call->args[3], (__u32)f.call->args[4], snaplen());
	else
		put_empty(&f.w);
	if (cmd == K_SET_STRING || cmd == K_SET_PATH || cmd == K_SET_PATH_EMPTY)
		put_user_string(&f.w, f.call->args[3]);
	else
		put_empty(&f.w);
	put_s32(&f.w, f.call->args[4]);
	return end_filler(&f, EVENT_fsconfig);
}

enum keyctl_kind { KEYCTL_KIND_INT, KEYCTL_KIND_TEXT };

#define KEY_TEXT_MAX 256

/* Which of arguments 2 to 5 are text, by operation; bit 0 is argument 2. */
inline_fn __u32 keyctl_texts(__u32 operation)
{
	switch (operation) {
	case 1: return 1;	/* JOIN_SESSION_KEYRING: name */
	case 10: return 2 | 4;	/* SEARCH: type, description */
	case 29: return 2 | 4;	/* RESTRICT_KEYRING: type, restriction */
	case 24: return 8;	/* PKEY_QUERY: information */
	default: return 0;
	}
}

inline_fn void put_keyctl_arg(struct filler *f, __u64 value, int text)
{
	__u8 *to = cursor(&f->w);
	long len = 0;

	if (text && value)
		len = bpf_probe_read_user_str(to + 1, KEY_TEXT_MAX, (void *)value);
	if (len > 0) {
		store(__u8, to, KEYCTL_KIND_TEXT);
		end_param(&f->w, 1 + (len & 0x1ff));
		return;
	}
	put_dyn_u64(&f->w, KEYCTL_KIND_INT, value);
}

SEC("tp_btf/sys_exit")
int keyctl_x(__u64 *ctx)
{
	struct filler f;
	__u32 texts;

	if (!begin_filler(&f, 6))
		return 0;
	texts = keyctl_texts(f.call->args[0]);
	put_s64(&f.w, f.call->ret);
	put_u32(&f.w, f.call->args[0]);
	put_keyctl_arg(&f, f.call->args[1], texts & 1);
	put_keyctl_arg(&f, f.call->args[2], texts & 2);
	put_keyctl_arg(&f, f.call->args[3], texts & 4);
	put_keyctl_arg(&f, f.call->args[4], texts & 8);
	return end_filler(&f, EVENT_keyctl);
}

/* ---- structures ---- */

struct user_uring_params {
	__u32 sq_entries;
	__u32 cq_entries;
	__u32 flags;
	__u32 sq_thread_cpu;
	__u32 sq_thread_idle;
	__u32 features;
};

inline_fn __u32 io_uring_setup_flags(__u32 f)
{
	return (f & 3) | bit(f, 4, 8) | bit(f, 8, 16) | bit(f, 0x10, 32) | bit(f, 0x20, 64) | bit(f, 0x40, 128);
}

#define URING_FEATURES_KNOWN 0x7ff

SEC("tp_btf/sys_exit")
int io_uring_setup_x(__u64 *ctx)
{
	struct user_uring_params p = {};
	struct filler f;

	if (!begin_filler(&f, 8))
		return 0;
	bpf_probe_read_user(&p, sizeof(p), (void *)f.call->args[1]);
	put_s64(&f.w, f.call->ret);
	put_u32(&f.w, f.call->args[0]);
	put_u32(&f.w, p.sq_entries);
	put_u32(&f.w, p.cq_entries);
	put_u32(&f.w, io_uring_setup_flags(p.flags));
	put_u32(&f.w, p.sq_thread_cpu);
	put_u32(&f.w, p.sq_thread_idle);
	put_u32(&f.w, p.features & URING_FEATURES_KNOWN);
	return end_filler(&f, EVENT_io_uring_setup);
}

SEC("tp_btf/sys_exit")
int init_module_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_user_bytes(&f.w, f.call->args[0], f.call->args[1], snaplen());
	put_u64(&f.w, f.call->args[1]);
	put_user_string(&f.w, f.call->args[2]);
	return end_filler(&f, EVENT_init_module);
}

/* ---- quotactl ---- */

#define K_QUOTAON 0x800002
#define K_GETFMT 0x800004
#define K_GETINFO 0x800005
#define K_SETINFO 0x800006
#define K_GETQUOTA 0x800007
#define K_SETQUOTA 0x800008
#define K_XGETQUOTA 0x5803
#define K_XSETQLIM 0x5804

inline_fn __u16 quotactl_command(__u32 cmd)
{
	switch (cmd) {
	case 0x800001: return 128;	/* Q_SYNC */
	case 0x800002: return 1;	/* Q_QUOTAON */
	case 0x800003: return 2;	/* Q_QUOTAOFF */
	case 0x800004: return 4;	/* Q_GETFMT */
	case 0x800005: return 8;	/* Q_GETINFO */
	case 0x800006: return 16;	/* Q_SETINFO */
	case 0x800007: return 32;	/* Q_GETQUOTA */
	case 0x800008: return 64;	/* Q_SETQUOTA */
	case 0x5801: return 256;	/* Q_XQUOTAON */
	case 0x5802: return 512;
	case 0x5803: return 1024;	/* Q_XGETQUOTA */
	case 0x5804: return 2048;
	case 0x5805: return 4096;
	case 0x5806: return 8192;
	case 0x5807: return 16384;	/* Q_XQUOTASYNC */
	default: return 0;
	}
}

#define QFMT_NOT_USED_VALUE 1

inline_fn __u8 quota_format(__u32 format)
{
	return format == 1 ? 2 : format == 2 ? 4 : format == 4 ? 8 : QFMT_NOT_USED_VALUE;
}

struct user_dqblk {
	__u64 bhardlimit, bsoftlimit, curspace, ihardlimit, isoftlimit, curinodes, btime, itime;
	__u32 valid;
};

struct user_dqinfo {
	__u64 bgrace, igrace;
	__u32 flags, valid;
};

#define DQF_NONE_VALUE 1

SEC("tp_btf/sys_exit")
int quotactl_x(__u64 *ctx)
{
	struct user_dqblk b = {};
	struct user_dqinfo i = {};
	struct filler f;
	__u32 cmd, format_out = 0;
	__u64 address;

	if (!begin_filler(&f, 18))
		return 0;
	cmd = (__u32)f.call->args[0] >> 8;
	address = f.call->args[3];
	if (cmd == K_SETQUOTA || (cmd == K_GETQUOTA && f.call->ret == 0))
		bpf_probe_read_user(&b, sizeof(b), (void *)address);
	if (cmd == K_SETINFO || (cmd == K_GETINFO && f.call->ret == 0))
		bpf_probe_read_user(&i, sizeof(i), (void *)address);
	if (cmd == K_GETFMT && f.call->ret == 0)
		bpf_probe_read_user(&format_out, sizeof(format_out), (void *)address);
	put_s64(&f.w, f.call->ret);
	put_user_string(&f.w, f.call->args[1]);
	put_user_string(&f.w, cmd == K_QUOTAON ? address : 0);
	put_u64(&f.w, b.valid & 1 ? b.bhardlimit : 0);
	put_u64(&f.w, b.valid & 1 ? b.bsoftlimit : 0);
	put_u64(&f.w, b.valid & 2 ? b.curspace : 0);
	put_u64(&f.w, b.valid & 4 ? b.ihardlimit : 0);
	put_u64(&f.w, b.valid & 4 ? b.isoftlimit : 0);
	put_u64(&f.w, b.valid & 16 ? b.btime : 0);
	put_u64(&f.w, b.valid & 32 ? b.itime : 0);
	put_u64(&f.w, i.valid & 1 ? i.bgrace : 0);
	put_u64(&f.w, i.valid & 2 ? i.igrace : 0);
	put_u8(&f.w, i.valid & 4 ? (i.flags & 1 ? 2 : DQF_NONE_VALUE) : 0);
	put_u8(&f.w, quota_format(format_out));
	put_u16(&f.w, quotactl_command(cmd));
	put_u8(&f.w, (f.call->args[0] & 0xff) == 0 ? 1 : (f.call->args[0] & 0xff) == 1 ? 2 : 0);
	put_u32(&f.w, cmd == K_GETQUOTA || cmd == K_SETQUOTA || cmd == K_XGETQUOTA || cmd == K_XSETQLIM ? f.call->args[2] : 0);
	put_u8(&f.w, cmd == K_QUOTAON ? quota_format(f.call->args[2]) : QFMT_NOT_USED_VALUE);
	return end_filler(&f, EVENT_quotactl);
}

#endif
