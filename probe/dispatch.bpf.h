/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* The one program on every system call exit, and the tracepoints of process life. */
#ifndef LANNER_DISPATCH_H
#define LANNER_DISPATCH_H

#include "misc.bpf.h"
#include "net.bpf.h"
#include "open.bpf.h"
#include "optional.bpf.h"
#include "process.bpf.h"
#include "generated/programs.bpf.h"

inline_fn int turned_away(__u8 bits, __u32 nr, long ret)
{
	if (bits & INTEREST_NO_FAILED && ret < 0 && !(nr == NR_connect && ret == -EINPROGRESS_NR))
		return 1;
	return bits & INTEREST_NO_SUCCESS && ret >= 0;
}

inline_fn int take_scratch(struct scratch *s)
{
	if (s->busy) {
		count(drops_scratch);
		return 0;
	}
	s->busy = 1;
	return 1;
}

/* 0 when the call was not seen to begin. */
inline_fn __u64 time_in_call(void)
{
	struct entry_time *t = bpf_task_storage_get(&entry_times, bpf_get_current_task_btf(), NULL, 0);
	__u64 began = t ? t->ns : 0;

	if (!began)
		return 0;
	t->ns = 0;
	return bpf_ktime_get_boot_ns() - began;
}

/*
 * The dispatcher calls no function that is not inlined: a program may either call functions or jump into others on
 * kernels before 5.10 (arm64: 6.0).
 */
SEC("tp_btf/sys_exit")
int sys_exit(__u64 *ctx)
{
	syscall_regs *regs = (void *)ctx[0];
	long ret = ctx[1];
	__u32 nr = syscall_number(regs);
	__u32 native = nr;
	__u32 compat = in_compat_call(current_task());
	struct scratch *s;
	__u8 bits;

	if (compat)
		nr = compat_number(nr);
	bits = interest_in(nr);
	/* A multiplexed call is of interest when what it carries is; that is known further down. */
	if (!(bits & INTEREST_SHIP) && !(compat && (nr == NR_socketcall || nr == NR_ipc)))
		return 0;
	if (turned_away(bits, nr, ret)) {
		count(filtered);
		return 0;
	}
	if (bpf_get_current_pid_tgid() >> 32 == config.self_tgid)
		return 0;
	if (bits & INTEREST_OPEN && !compat && config.entry_args) {
		__u64 args[ARGS_MAX];

		native_args(regs, args);
		if (held_at_once(current_task(), nr, args, ret))
			return 0;
	}
	s = this_scratch();
	if (!s || !take_scratch(s))
		return 0;
	s->call.ret = ret;
	s->call.native = native;
	s->call.nr = nr;
	s->call.compat = compat;
	s->call.latency_ns = config.latency ? time_in_call() : 0;
	if (compat) {
		compat_args(regs, s->call.args);
		bpf_tail_call(ctx, &exit_programs, COMPAT_SLOT);
	} else {
		native_args(regs, s->call.args);
		if (bits & INTEREST_DESCRIPTORS && must_tell(&s->call))
			bpf_tail_call(ctx, &exit_programs, TELL_SLOT);
		bpf_tail_call(ctx, &exit_programs, nr);
		/* A call newer than our table. */
		bpf_tail_call(ctx, &exit_programs, GENERIC_SLOT);
	}
	s->busy = 0;
	return 0;
}

/* 32-bit calls: what a multiplexer carries may be of no interest after all. */
SEC("tp_btf/sys_exit")
int compat_x(__u64 *ctx)
{
	struct scratch *s = this_scratch();
	__u32 nr;
	__u8 bits;

	if (!s)
		return 0;
	nr = unwrap_compat(&s->call, s->call.nr);
	bits = interest_in(nr);
	if (bits & INTEREST_SHIP && !turned_away(bits, nr, s->call.ret)) {
		s->call.nr = nr;
		if (bits & INTEREST_DESCRIPTORS && must_tell(&s->call))
			bpf_tail_call(ctx, &exit_programs, TELL_SLOT);
		bpf_tail_call(ctx, &exit_programs, nr);
		bpf_tail_call(ctx, &exit_programs, GENERIC_SLOT);
	}
	s->busy = 0;
	return 0;
}

/* ---- birth ---- */

inline_fn int begin_for(struct filler *f, struct task_struct *task, __u32 nparams)
{
	f->s = this_scratch();
	if (!f->s || !take_scratch(f->s))
		return 0;
	f->call = &f->s->call;
	f->task = task;
	f->tid = task->pid;
	f->tgid = task->tgid;
	f->nparams = nparams;
	f->call->latency_ns = 0;
	begin_scratch(&f->w, f->s, nparams);
	return 1;
}

/* The number and arguments of the call the current thread is in. */
inline_fn void call_in_progress(struct call *call)
{
	struct task_struct *task = current_task();
	syscall_regs regs = {};

	bpf_probe_read_kernel(&regs, sizeof(regs), regs_of(task));
	call->compat = in_compat_call(task) != 0;
	call->nr = syscall_number(&regs);
	if (call->compat) {
		call->nr = compat_number(call->nr);
		compat_args(&regs, call->args);
	} else {
		native_args(&regs, call->args);
	}
}

SEC("tp_btf/sched_process_fork")
int child_born(__u64 *ctx)
{
	struct task_struct *child = (void *)ctx[1];
	struct filler f;
	__u16 code;

	/* Kernel threads, and helpers started by the kernel, have no memory of a caller to tell of. */
	if (!child->mm || child->flags & PF_KTHREAD_BIT)
		return 0;
	if (child->tgid == config.self_tgid)
		return 0;
	inherit_held(child);
	if (!begin_for(&f, child, NPARAMS_CLONE))
		return 0;
	call_in_progress(f.call);
	if (!(interest_in(f.call->nr) & INTEREST_SHIP))
		return leave_filler(&f);
	if (turned_away(interest_in(f.call->nr), f.call->nr, 0)) {
		count(filtered);
		return leave_filler(&f);
	}
	code = clone_code(f.call->nr);
	put_clone(&f, child, 0, clone_call_flags(f.call));
	return end_filler(&f, code);
}

/* ---- a new image ---- */

SEC("tp_btf/sched_process_exec")
int image_replaced(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	struct linux_binprm *bprm = (void *)ctx[2];
	/* Set exactly when a directory descriptor took part; the call's number is no help, the kernel rewrites it. */
	int by_descriptor = bprm->fdpath != NULL;
	__u32 nr = by_descriptor ? NR_execveat : NR_execve;
	struct mm_struct *mm = task->mm;
	struct filler f;

	if ((__s32)ctx[1] != task->pid)
		hold_all();
	if (task->tgid == config.self_tgid || !(interest_in(nr) & INTEREST_SHIP))
		return 0;
	if (interest_in(nr) & INTEREST_NO_SUCCESS) {
		count(filtered);
		return 0;
	}
	if (!begin_for(&f, task, by_descriptor ? NPARAMS_EXECVEAT : NPARAMS_EXECVE))
		return 0;
	f.call->compat = in_compat_call(task) != 0;
	f.call->latency_ns = config.latency ? time_in_call() : 0;
	put_s64(&f.w, 0);
	put_exe_and_args(&f.w, mm);
	put_exec_facts(&f);
	put_env(&f.w, mm);
	put_image_facts(&f);
	if (by_descriptor)
		return end_filler(&f, EVENT_execveat);
	put_kernel_string(&f.w, bprm->filename);
	return end_filler(&f, EVENT_execve);
}

/* ---- death ---- */

#define NPARAMS_PROCEXIT 5
#define SIGNAL_GROUP_EXIT_BIT 4
#define CORE_DUMPED_BIT 0x80
#define SIGNAL_MASK 0x7f

/*
 * Who becomes the parent of the dying task's children: another thread of its group, else the nearest ancestor that is a
 * subreaper, else the init of the pid namespace. Bounded: 0 when the ancestors are too many.
 */
#define THREADS_LOOKED_AT 16
#define ANCESTORS_LOOKED_AT 48
#define PF_EXITING_BIT 4

shared_fn __s64 reaper_of_current(void)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct signal_struct *signal = BPF_CORE_READ(task, signal);
	struct task_struct *init = BPF_CORE_READ(task, nsproxy, pid_ns_for_children, child_reaper);
	struct list_head *head = (void *)signal + bpf_core_field_offset(struct signal_struct, thread_head);
	struct list_head *node = head;
	struct task_struct *parent = task;

	for (int i = 0; i < THREADS_LOOKED_AT; i++) {
		struct task_struct *thread;

		node = BPF_CORE_READ(node, next);
		if (!node || node == head)
			break;
		thread = (void *)node - bpf_core_field_offset(struct task_struct, thread_node);
		if (thread != task && !(BPF_CORE_READ(thread, flags) & PF_EXITING_BIT))
			return BPF_CORE_READ(thread, pid);
	}
	if (!BPF_CORE_READ_BITFIELD_PROBED(signal, has_child_subreaper))
		return init ? BPF_CORE_READ(init, pid) : 0;
	for (int i = 0; i < ANCESTORS_LOOKED_AT; i++) {
		struct signal_struct *of_parent;

		parent = BPF_CORE_READ(parent, real_parent);
		if (!parent || parent == init)
			break;
		of_parent = BPF_CORE_READ(parent, signal);
		if (BPF_CORE_READ_BITFIELD_PROBED(of_parent, is_child_subreaper) &&
		    !(BPF_CORE_READ(parent, flags) & PF_EXITING_BIT))
			return BPF_CORE_READ(parent, pid);
	}
	return init ? BPF_CORE_READ(init, pid) : 0;
}

inline_fn int has_children(struct task_struct *task)
{
	struct list_head *head = (void *)task + bpf_core_field_offset(struct task_struct, children);

	return BPF_CORE_READ(head, next) != head;
}

SEC("tp_btf/sched_process_exit")
int process_exit(__u64 *ctx)
{
	struct task_struct *task = (void *)ctx[0];
	__u32 tgid = task->tgid;
	__s32 exit_code = task->exit_code;
	struct event_writer w;

	if (tgid == config.self_tgid || task->flags & PF_KTHREAD_BIT)
		return 0;
	begin_reserved(&w, NPARAMS_PROCEXIT, PARAMS_AT(NPARAMS_PROCEXIT) + 26, EVENT_procexit, tgid);
	if (!w.buf)
		return 0;
	put_s64(&w, exit_code);
	put_s64(&w, exit_code >> 8 & 0xff);
	put_u8(&w, exit_code & SIGNAL_MASK);
	put_u8(&w, (exit_code & CORE_DUMPED_BIT) != 0);
	put_s64(&w, has_children(task) ? reaper_of_current() : 0);
	/* Processor time: of this thread and of those of its process that ended before it. */
	put_header(w.buf, task, tgid, task->pid, task->se.sum_exec_runtime + task->signal->sum_sched_runtime, 0,
		   EVENT_procexit, NPARAMS_PROCEXIT, w.pos);
	end_reserved(&w);
	return 0;
}

#endif
