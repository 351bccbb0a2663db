/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The frame of a filler: the program the dispatcher calls for one system call. The dispatcher has taken the CPU's
 * work area; whoever ends the chain gives it back (leave_filler, end_filler, end_fixed).
 */
#ifndef LANNER_FILLER_H
#define LANNER_FILLER_H

#include "call.bpf.h"
#include "generated/events.bpf.h"
#include "record.bpf.h"

struct filler {
	struct scratch *s;
	struct call *call;
	struct task_struct *task;
	__u32 tgid;
	__u32 tid;
	__u32 nparams;
	struct event_writer w;
};

inline_fn int enter_filler(struct filler *f)
{
	__u64 ids = bpf_get_current_pid_tgid();

	f->s = this_scratch();
	if (!f->s)
		return 0;
	f->call = &f->s->call;
	f->task = current_task();
	f->tgid = ids >> 32;
	f->tid = ids;
	return 1;
}

inline_fn int leave_filler(struct filler *f)
{
	f->s->busy = 0;
	return 0;
}

/* The same number of parameters goes to begin and end: the header is written last, when the length is known. */
inline_fn int begin_filler(struct filler *f, __u32 nparams)
{
	if (!enter_filler(f))
		return 0;
	f->nparams = nparams;
	begin_scratch(&f->w, f->s, nparams);
	return 1;
}

inline_fn int end_filler(struct filler *f, __u16 code)
{
	put_header(f->w.buf, f->task, f->tgid, f->tid, f->call->latency_ns, f->call->compat ? RECORD_COMPAT : 0, code,
		   f->nparams, f->w.pos);
	end_scratch(&f->w, code, f->tgid);
	return leave_filler(f);
}

/* Records of fixed length go straight into the ring. */
inline_fn int begin_fixed(struct filler *f, __u32 nparams, __u32 params_len, __u16 code)
{
	if (!enter_filler(f))
		return 0;
	f->nparams = nparams;
	begin_reserved(&f->w, nparams, PARAMS_AT(nparams) + params_len, code, f->tgid);
	if (f->w.buf)
		return 1;
	leave_filler(f);
	return 0;
}

inline_fn int end_fixed(struct filler *f, __u16 code)
{
	put_header(f->w.buf, f->task, f->tgid, f->tid, f->call->latency_ns, f->call->compat ? RECORD_COMPAT : 0, code,
		   f->nparams, f->w.pos);
	end_reserved(&f->w);
	return leave_filler(f);
}

#endif
