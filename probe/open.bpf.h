/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The open family. The path can be changed by another thread while the call runs, so it is kept at entry; the exit
 * reports what was kept, and reads the path itself only where entry could not.
 */
#ifndef LANNER_OPEN_H
#define LANNER_OPEN_H

#include "held.bpf.h"

/* What was kept at entry for this call, left where it is. */
inline_fn struct entry_short *peek_entry(struct filler *f, __u64 address)
{
	struct entry_short *e;

	if (!config.entry_args || f->call->compat)
		return NULL;
	e = bpf_task_storage_get(&entry_shorts, bpf_get_current_task_btf(), NULL, 0);
	return e && e->nr == f->call->nr && e->address == address ? e : NULL;
}

#define NO_PATH (~0ULL)	/* no place of a path that was kept */

/* The alternatives that the open meets as far as is known; all of them when nothing is held back. */
inline_fn __u64 alternatives_left(struct filler *f, __u32 kind, __u64 address)
{
	struct push_down *p = push_down_now();
	struct entry_short *e;
	__u64 left;

	if (!p)
		return ~0ULL;
	left = alternatives_of_kind(p, kind) & (f->call->ret < 0 ? p->failed : p->succeeded);
	if (!left)
		return 0;
	e = address != NO_PATH ? peek_entry(f, address) : NULL;
	return e && e->generation == p->generation ? left & e->alternatives : left;
}

/*
 * An open that was left out at entry, or a call without entry programs: INTEREST_WRITE_OPEN decides here too. Then the
 * push-down: what it leaves out and did not fail is remembered.
 */
inline_fn int left_out(struct filler *f, __u32 kernel_flags, __u32 kind, __u64 address)
{
	__s64 ret = f->call->ret;

	if (!may_write(kernel_flags) && interest_in(f->call->nr) & INTEREST_WRITE_OPEN) {
		count(filtered);
		return 1;
	}
	if (alternatives_left(f, kind, address) || (ret >= 0 && !hold_back(f->task, ret))) {
		if (push_down_now())
			forget_held(ret);
		return 0;
	}
	count(held_back);
	return 1;
}

SEC("tp_btf/sys_exit")
int open_x(__u64 *ctx)
{
	struct filler f;
	struct opened o;

	if (!begin_filler(&f, 6))
		return 0;
	if (left_out(&f, f.call->args[1], open_kind(f.call->args[1], f.call->args[2]), f.call->args[0]))
		return leave_filler(&f);
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_entry_path(&f.w, entry_of(&f, f.call->args[0]), f.call->args[0]);
	put_u32(&f.w, file_flags(f.call->args[1]) | o.flags);
	put_u32(&f.w, open_mode(f.call->args[1], f.call->args[2]));
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_open);
}

SEC("tp_btf/sys_exit")
int openat_x(__u64 *ctx)
{
	struct filler f;
	struct opened o;

	if (!begin_filler(&f, 7))
		return 0;
	if (left_out(&f, f.call->args[2], open_kind(f.call->args[2], f.call->args[3]), f.call->args[1]))
		return leave_filler(&f);
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_entry_path(&f.w, entry_of(&f, f.call->args[1]), f.call->args[1]);
	put_u32(&f.w, file_flags(f.call->args[2]) | o.flags);
	put_u32(&f.w, open_mode(f.call->args[2], f.call->args[3]));
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_openat);
}

inline_fn __u32 resolve_flags(__u32 f)
{
	return bit(f, 0x01, 16) | bit(f, 0x02, 4) | bit(f, 0x04, 8) | bit(f, 0x08, 1) | bit(f, 0x10, 2) | bit(f, 0x20, 32);
}

SEC("tp_btf/sys_exit")
int openat2_x(__u64 *ctx)
{
	__u64 how[3] = {};	/* flags, mode, resolve */
	struct entry_short *e;
	struct filler f;
	struct opened o;

	if (!begin_filler(&f, 8))
		return 0;
	e = peek_entry(&f, f.call->args[1]);
	if (e)
		__builtin_memcpy(how, &e->how, sizeof(how));
	else
		bpf_probe_read_user(how, sizeof(how), (void *)f.call->args[2]);
	if (left_out(&f, how[0], open_kind(how[0], how[1]), f.call->args[1]))
		return leave_filler(&f);
	e = entry_of(&f, f.call->args[1]);
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_entry_path(&f.w, e, f.call->args[1]);
	put_u32(&f.w, file_flags(how[0]) | o.flags);
	put_u32(&f.w, open_mode(how[0], how[1]));
	put_u32(&f.w, resolve_flags(how[2]));
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_openat2);
}

#define T_CREAT_UPPER_LAYER 1
#define T_CREAT_LOWER_LAYER 2

SEC("tp_btf/sys_exit")
int creat_x(__u64 *ctx)
{
	struct filler f;
	struct opened o;

	if (!begin_filler(&f, 6))
		return 0;
	if (left_out(&f, K_O_CREAT, creat_kind(f.call->args[1]), f.call->args[0]))
		return leave_filler(&f);
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_entry_path(&f.w, entry_of(&f, f.call->args[0]), f.call->args[0]);
	put_u32(&f.w, f.call->args[1]);
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	put_u16(&f.w, bit(o.flags, T_FD_UPPER_LAYER, T_CREAT_UPPER_LAYER) | bit(o.flags, T_FD_LOWER_LAYER, T_CREAT_LOWER_LAYER));
	return end_filler(&f, EVENT_creat);
}

/* The handle names no path: what was opened is asked of the descriptor. */
SEC("tp_btf/sys_exit")
int open_by_handle_at_x(__u64 *ctx)
{
	struct file *file;
	struct filler f;
	struct opened o;

	if (!begin_filler(&f, 6))
		return 0;
	if (left_out(&f, f.call->args[2], open_kind(f.call->args[2], 0), NO_PATH))
		return leave_filler(&f);
	file = f.call->ret >= 0 ? file_of(f.task, f.call->ret) : NULL;
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, file_flags(f.call->args[2]) | o.flags);
	if (file)
		put_path(&f.w, BPF_CORE_READ(file, f_path.mnt), BPF_CORE_READ(file, f_path.dentry));
	else
		put_empty(&f.w);
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_open_by_handle_at);
}

#endif
