/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* From registers to a struct call: the number and the arguments of the system call that is returning. */
#ifndef LANNER_CALL_H
#define LANNER_CALL_H

#include "generated/numbers.bpf.h"
#include "maps.bpf.h"

#if defined(__TARGET_ARCH_x86)

#define TS_COMPAT_BIT 2

#define syscall_regs struct pt_regs

inline_fn __s32 syscall_number(syscall_regs *regs) { return regs->orig_ax; }

inline_fn int in_compat_call(struct task_struct *task)
{
	return walk_task(task, thread_info.status) & TS_COMPAT_BIT;
}

inline_fn void native_args(syscall_regs *regs, __u64 *args)
{
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

inline_fn void compat_args(syscall_regs *regs, __u64 *args)
{
	args[0] = (__u32)regs->bx;
	args[1] = (__u32)regs->cx;
	args[2] = (__u32)regs->dx;
	args[3] = (__u32)regs->si;
	args[4] = (__u32)regs->di;
	args[5] = (__u32)regs->bp;
}

#elif defined(__TARGET_ARCH_arm64)

struct pt_regs___all {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
	__u64 orig_x0;
	__s32 syscallno;
} __attribute__((preserve_access_index));

#define syscall_regs struct pt_regs___all

#define TIF_32BIT_BIT 22

inline_fn __s32 syscall_number(syscall_regs *regs) { return regs->syscallno; }

inline_fn int in_compat_call(struct task_struct *task)
{
	return walk_task(task, thread_info.flags) >> TIF_32BIT_BIT & 1;
}

inline_fn void native_args(syscall_regs *regs, __u64 *args)
{
	args[0] = regs->orig_x0;
	args[1] = regs->regs[1];
	args[2] = regs->regs[2];
	args[3] = regs->regs[3];
	args[4] = regs->regs[4];
	args[5] = regs->regs[5];
}

inline_fn void compat_args(syscall_regs *regs, __u64 *args)
{
	native_args(regs, args);
}

#else
#error "unknown target architecture"
#endif

#define THREAD_BYTES 16384

/* Where the registers of a thread that is in the kernel are: asked of the kernel (5.15), else the end of its stack. */
inline_fn void *regs_of(struct task_struct *task)
{
	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (void *)bpf_task_pt_regs(task);
	return walk_task(task, stack) + THREAD_BYTES - bpf_core_type_size(struct pt_regs);
}

#define BAD_NUMBER INTEREST_ENTRIES

/* The native number of a 32-bit call, or BAD_NUMBER. */
inline_fn __u32 compat_number(__u32 nr)
{
	__u32 found = nr < COMPAT_NUMBERS ? compat_numbers[bounded(nr, COMPAT_NUMBERS)] : 0;

	return found ? found - 1 : BAD_NUMBER;
}

#define SOCKETCALL_LAST 20
#define IPC_SEMOP 1
#define IPC_SEMGET 2
#define IPC_SEMCTL 3
#define IPC_SEMTIMEDOP 4

inline_fn void widen(__u64 *to, const __u32 *from)
{
	for (int i = 0; i < ARGS_MAX; i++)
		to[i] = from[i];
}

/*
 * 32-bit calls that carry another call inside: socketcall and ipc are multiplexers, the old mmap passes its
 * arguments through memory.
 */
inline_fn __u32 unwrap_compat(struct call *call, __u32 nr)
{
	__u32 inner[ARGS_MAX] = {};
	__u32 which = call->args[0];

	if (nr == NR_socketcall && which <= SOCKETCALL_LAST) {
		bpf_probe_read_user(inner, sizeof(inner), (void *)call->args[1]);
		widen(call->args, inner);
		return socketcall_numbers[bounded(which, 32)];
	}
	if (nr == NR_ipc) {
		which &= 0xffff;
		inner[0] = call->args[1];
		inner[1] = call->args[2];
		inner[2] = call->args[3];
		if (which == IPC_SEMOP || which == IPC_SEMTIMEDOP) {
			inner[1] = call->args[2];
			inner[0] = call->args[1];
			inner[2] = call->args[2];
			call->args[0] = call->args[1];
			call->args[1] = call->args[4];	/* the operations */
			call->args[2] = inner[2];
			return which == IPC_SEMOP ? NR_semop : NR_semtimedop;
		}
		if (which == IPC_SEMGET || which == IPC_SEMCTL) {
			__u32 fourth = 0;

			/* semctl's last argument is behind a pointer here. */
			if (which == IPC_SEMCTL)
				bpf_probe_read_user(&fourth, sizeof(fourth), (void *)call->args[4]);
			widen(call->args, inner);
			call->args[3] = fourth;
			return which == IPC_SEMGET ? NR_semget : NR_semctl;
		}
	}
	if (nr == NR_mmap) {
		bpf_probe_read_user(inner, sizeof(inner), (void *)call->args[0]);
		widen(call->args, inner);
	}
	return nr;
}

#endif
