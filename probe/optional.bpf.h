/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Programs nobody pays for unless asked: signals, page faults, context switches, and the time of entry. The loader
 * turns their autoload off by the prefix of their name and loads what a consumer asks for.
 *
 * All records here have a known length and go straight into the ring: a page fault may come while another program is
 * using the work area.
 */
#ifndef LANNER_OPTIONAL_H
#define LANNER_OPTIONAL_H

#include "call.bpf.h"
#include "generated/events.bpf.h"
#include "task.bpf.h"

/* ---- time in a call ---- */

struct entry_time {
	__u64 ns;
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct entry_time);
} entry_times SEC(".maps");

SEC("tp_btf/sys_enter")
int optional_entry_time(__u64 *ctx)
{
	struct entry_time *t;

	t = bpf_task_storage_get(&entry_times, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (t)
		t->ns = bpf_ktime_get_boot_ns();
	return 0;
}

/* ---- signals ---- */

#define K_SI_USER 0
#define K_SI_TKILL (-6)
#define K_SI_QUEUE (-1)

/* The sender is known where a process sent it; the kernel's own signals have none. */
inline_fn __s32 sender_of(struct kernel_siginfo *info)
{
	__s32 code, sig;

	/* 0: sent by a user without information, 1 and 2: by the kernel. */
	if ((__u64)info <= 2)
		return 0;
	code = BPF_CORE_READ(info, si_code);
	sig = BPF_CORE_READ(info, si_signo);
	if (code == K_SI_USER || code == K_SI_TKILL || code == K_SI_QUEUE)
		return BPF_CORE_READ(info, _sifields._kill._pid);
	if (sig == 17)	/* SIGCHLD */
		return BPF_CORE_READ(info, _sifields._sigchld._pid);
	return 0;
}

#define NPARAMS_SIGNALDELIVER 3

SEC("tp_btf/signal_deliver")
int optional_signal_deliver(__u64 *ctx)
{
	__s32 sig = ctx[0];
	struct task_struct *task = current_task();
	__u64 ids = bpf_get_current_pid_tgid();
	__u32 tgid = ids >> 32;
	__s32 sender = sender_of((void *)ctx[1]);
	struct event_writer w;

	if (tgid == config.self_tgid)
		return 0;
	begin_reserved(&w, NPARAMS_SIGNALDELIVER, PARAMS_AT(NPARAMS_SIGNALDELIVER) + 17, EVENT_signaldeliver, tgid);
	if (!w.buf)
		return 0;
	put_s64(&w, sender);
	put_s64(&w, (__u32)ids);
	put_u8(&w, sig);
	put_header(w.buf, task, tgid, ids, 0, 0, EVENT_signaldeliver, NPARAMS_SIGNALDELIVER, w.pos);
	end_reserved(&w);
	return 0;
}

/* ---- page faults ---- */

#define T_PROTECTION_VIOLATION 1
#define T_PAGE_NOT_PRESENT 2
#define T_WRITE_ACCESS 4
#define T_READ_ACCESS 8
#define T_USER_FAULT 16
#define T_SUPERVISOR_FAULT 32
#define T_RESERVED_PAGE 64
#define T_INSTRUCTION_FETCH 128

inline_fn __u32 fault_flags(__u64 error)
{
	__u32 t = 0;

	t |= error & 1 ? T_PROTECTION_VIOLATION : T_PAGE_NOT_PRESENT;
	t |= error & 2 ? T_WRITE_ACCESS : T_READ_ACCESS;
	t |= error & 4 ? T_USER_FAULT : T_SUPERVISOR_FAULT;
	t |= error & 8 ? T_RESERVED_PAGE : 0;
	t |= error & 16 ? T_INSTRUCTION_FETCH : 0;
	return t;
}

#define NPARAMS_PAGE_FAULT 3

inline_fn int page_fault(__u64 address, __u64 ip, __u64 error)
{
	__u64 ids = bpf_get_current_pid_tgid();
	__u32 tgid = ids >> 32;
	struct event_writer w;

	if (tgid == config.self_tgid)
		return 0;
	begin_reserved(&w, NPARAMS_PAGE_FAULT, PARAMS_AT(NPARAMS_PAGE_FAULT) + 20, EVENT_page_fault, tgid);
	if (!w.buf)
		return 0;
	put_u64(&w, address);
	put_u64(&w, ip);
	put_u32(&w, fault_flags(error));
	put_header(w.buf, current_task(), tgid, ids, 0, 0, EVENT_page_fault, NPARAMS_PAGE_FAULT, w.pos);
	end_reserved(&w);
	return 0;
}

/* The tracepoints exist on x86 only. */
#if defined(__TARGET_ARCH_x86)
SEC("tp_btf/page_fault_user")
int optional_page_fault_user(__u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[1];

	return page_fault(ctx[0], regs->ip, ctx[2]);
}

SEC("tp_btf/page_fault_kernel")
int optional_page_fault_kernel(__u64 *ctx)
{
	struct pt_regs *regs = (void *)ctx[1];

	return page_fault(ctx[0], regs->ip, ctx[2]);
}
#endif

/* ---- context switches ---- */

#define NPARAMS_SWITCH 6

SEC("tp_btf/sched_switch")
int optional_sched_switch(__u64 *ctx)
{
	struct task_struct *from = (void *)ctx[1];
	struct task_struct *to = (void *)ctx[2];
	struct mm_struct *mm = walk_task(from, mm);
	struct event_writer w;

	if (from->tgid == config.self_tgid || to->tgid == config.self_tgid)
		return 0;
	begin_reserved(&w, NPARAMS_SWITCH, PARAMS_AT(NPARAMS_SWITCH) + 36, EVENT_switch, from->tgid);
	if (!w.buf)
		return 0;
	put_s64(&w, to->pid);
	put_u64(&w, from->maj_flt);
	put_u64(&w, from->min_flt);
	put_memory(&w, mm);
	put_header(w.buf, from, from->tgid, from->pid, 0, 0, EVENT_switch, NPARAMS_SWITCH, w.pos);
	end_reserved(&w);
	return 0;
}

#endif
