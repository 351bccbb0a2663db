/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The open family. The path can be changed by another thread while the call runs, so it is kept at entry; the exit
 * reports what was kept, and reads the path itself only where entry could not.
 */
#ifndef LANNER_OPEN_H
#define LANNER_OPEN_H

#include "entry.bpf.h"
#include "file.bpf.h"
#include "flags.bpf.h"

/* What the descriptor says once the file is open: flags to add, device, inode. */
struct opened {
	__u32 flags;
	__u32 dev;
	__u64 ino;
};

inline_fn struct opened opened_file(struct task_struct *task, __s64 fd)
{
	struct opened o = {};
	struct file *file = fd >= 0 ? file_of(task, fd) : NULL;
	struct inode *inode;
	enum layer layer;

	if (!file)
		return o;
	inode = BPF_CORE_READ(file, f_inode);
	o.dev = encode_dev(BPF_CORE_READ(inode, i_sb, s_dev));
	o.ino = BPF_CORE_READ(inode, i_ino);
	o.flags = bit((__u32)BPF_CORE_READ(file, f_mode), FMODE_CREATED_BIT, T_O_F_CREATED);
	layer = layer_of(inode);
	if (layer == LAYER_UPPER)
		o.flags |= T_FD_UPPER_LAYER;
	else if (layer == LAYER_LOWER)
		o.flags |= T_FD_LOWER_LAYER;
	return o;
}

/* INTEREST_WRITE_OPEN: whether this open can be left out. */
inline_fn int only_reads(__u32 nr, __u32 kernel_flags)
{
	if (kernel_flags & (K_O_ACCMODE | K_O_CREAT | K_O_TRUNC | K_O_TMPFILE_ONLY))
		return 0;
	return interest_in(nr) & INTEREST_WRITE_OPEN;
}

#define NPARAMS_OPEN 6
#define NPARAMS_OPENAT 7
#define NPARAMS_OPENAT2 8
#define NPARAMS_CREAT 6

SEC("tp_btf/sys_exit")
int open_x(__u64 *ctx)
{
	struct filler f;
	struct entry_args *e;
	struct opened o;
	__u32 flags, mode;

	if (!begin_filler(&f, NPARAMS_OPEN))
		return 0;
	e = entry_of(&f);
	flags = e ? e->flags : f.call->args[1];
	mode = e ? e->mode : f.call->args[2];
	if (only_reads(f.call->nr, flags)) {
		count(filtered);
		return leave_filler(&f);
	}
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_entry_path(&f.w, e, f.call->args[0]);
	put_u32(&f.w, file_flags(flags) | o.flags);
	put_u32(&f.w, open_mode(flags, mode));
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_open);
}

SEC("tp_btf/sys_exit")
int openat_x(__u64 *ctx)
{
	struct filler f;
	struct entry_args *e;
	struct opened o;
	__u32 flags, mode;

	if (!begin_filler(&f, NPARAMS_OPENAT))
		return 0;
	e = entry_of(&f);
	flags = e ? e->flags : f.call->args[2];
	mode = e ? e->mode : f.call->args[3];
	if (only_reads(f.call->nr, flags)) {
		count(filtered);
		return leave_filler(&f);
	}
	o = opened_file(f.task, f.call->ret);
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_entry_path(&f.w, e, f.call->args[1]);
	put_u32(&f.w, file_flags(flags) | o.flags);
	put_u32(&f.w, open_mode(flags, mode));
	put_u32(&f.w, o.dev);
	put_u64(&f.w, o.ino);
	return end_filler(&f, EVENT_openat);
}

#endif
