/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Opens that were held back. State does not know these descriptors, and may take one for what had its number before; so
 * the numbers are remembered, by process, and before an event that names such a descriptor is reported, one more record
 * tells what it is: as an open_by_handle_at, which tells the path of the file as the kernel knows it. It is for state
 * only; no rule sees it.
 *
 * A number that is remembered and is something else by now costs one record that is true; one that is forgotten would be
 * taken for something else. So numbers come out only when they were told or reported.
 */
#ifndef LANNER_HELD_H
#define LANNER_HELD_H

#include "entry.bpf.h"
#include "file.bpf.h"

inline_fn struct entry_short *memory_of_process(__u64 flags)
{
	struct task_struct *task = bpf_get_current_task_btf();

	return bpf_task_storage_get(&entry_shorts, task->group_leader, NULL, flags);
}

/* A descriptor table of several processes: what one does not report, another would not know. */
inline_fn int shares_descriptors(struct task_struct *task)
{
	return walk_task(task, files, count.counter) > walk_task(task, signal, nr_threads);
}

/* Remembers that a descriptor is not known to state; 0 when that is not possible. */
inline_fn int hold_back(struct task_struct *task, __s64 fd)
{
	struct entry_short *memory;

	if (fd < HELD_FROM || fd >= HELD_NUMBERS || shares_descriptors(task))
		return 0;
	memory = memory_of_process(BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!memory)
		return 0;
	memory->held[bounded(fd, HELD_NUMBERS)] = 1;
	memory->holds = 1;
	return 1;
}

/*
 * The short way for what is most frequent, before any work area is taken: an open whose path was kept and that meets nothing,
 * or whose kind does not. 0 for all else, which the call's program then looks at.
 */
inline_fn int held_at_once(struct task_struct *task, __u32 nr, const __u64 *args, __s64 ret)
{
	struct push_down *p = push_down_now();
	struct entry_short *e, *memory;
	__u64 address, left;

	if (!p)
		return 0;
	left = ret < 0 ? p->failed : p->succeeded;
	if (nr == NR_openat) {
		address = args[1];
		left &= alternatives_of_kind(p, open_kind(args[2], args[3]));
#ifdef NR_open
	} else if (nr == NR_open) {
		address = args[0];
		left &= alternatives_of_kind(p, open_kind(args[1], args[2]));
#endif
	} else {
		return 0;
	}
	e = bpf_task_storage_get(&entry_shorts, bpf_get_current_task_btf(), NULL, 0);
	if (!e)
		return 0;
	if (left && (e->nr != nr || e->address != address || e->generation != p->generation || left & e->alternatives))
		return 0;
	if (ret >= 0) {
		if (ret < HELD_FROM || ret >= HELD_NUMBERS || shares_descriptors(task))
			return 0;
		memory = walk_task(task, pid) == walk_task(task, tgid) ? e : memory_of_process(BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (!memory)
			return 0;
		memory->held[bounded(ret, HELD_NUMBERS)] = 1;
		memory->holds = 1;
	}
	e->nr = NOTHING_KEPT;
	count(held_back);
	return 1;
}

/* A descriptor that is reported now. */
inline_fn void forget_held(__s64 fd)
{
	struct entry_short *memory;

	if (fd < 0 || fd >= HELD_NUMBERS)
		return;
	memory = memory_of_process(0);
	if (memory)
		memory->held[bounded(fd, HELD_NUMBERS)] = 0;
}

/* A child begins with its parent's descriptors. */
inline_fn void inherit_held(struct task_struct *child)
{
	struct entry_short *from, *to;

	if (child->pid != child->tgid)
		return;
	from = memory_of_process(0);
	if (!from || !from->holds)
		return;
	to = bpf_task_storage_get(&entry_shorts, child, NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
	if (!to)
		return;
	__builtin_memcpy(to->held, from->held, HELD_NUMBERS);
	to->holds = 1;
}

/* The memory of the former leader is gone when another thread execs: all numbers may have been held back. */
inline_fn void hold_all(void)
{
	struct entry_short *memory = push_down_now() ? memory_of_process(BPF_LOCAL_STORAGE_GET_F_CREATE) : NULL;

	if (!memory)
		return;
	__builtin_memset(memory->held, 1, HELD_NUMBERS);
	memory->holds = 1;
}

#define DESCRIPTOR_ARGS 5
#define OTHER_ARGS 0x1e	/* than the first */
#define MAKES_DESCRIPTOR 0x80

/* The first argument that names a held descriptor, or -1. */
inline_fn int held_argument(struct call *call, __u8 which, struct entry_short *memory)
{
	int found = -1;

	for (int i = DESCRIPTOR_ARGS - 1; i >= 0; i--) {
		__u32 fd = call->args[i];

		if (which >> i & 1 && fd < HELD_NUMBERS && memory->held[bounded(fd, HELD_NUMBERS)])
			found = i;
	}
	return found;
}

/*
 * Whether the call may name a descriptor that must be told first: decided for the first argument, and left to tell_x for
 * others. A duplicate takes the place of what had its number.
 */
inline_fn int must_tell(struct call *call)
{
	struct push_down *p = push_down_now();
	struct entry_short *memory;
	__u32 first = call->args[0];
	__u8 which;

	if (!p)
		return 0;
	which = p->descriptors[bounded(call->nr, INTEREST_ENTRIES)];
	if (!(which & OTHER_ARGS) && first >= HELD_NUMBERS)
		return 0;
	memory = memory_of_process(0);
	if (!memory || !memory->holds)
		return 0;
	if (which & MAKES_DESCRIPTOR && (__u64)call->ret < HELD_NUMBERS && call->ret != (__s32)first)
		memory->held[bounded(call->ret, HELD_NUMBERS)] = 0;
	return which & OTHER_ARGS || (which & 1 && memory->held[bounded(first, HELD_NUMBERS)] && first < HELD_NUMBERS);
}

#define PIPEFS 0x50495045
#define ANON_INODES 0x09041934
#define S_TYPE 0170000
#define S_SOCKET 0140000
#define S_DIRECTORY 0040000

/* Was made by an open: no socket, pipe or the like. */
inline_fn int was_opened(struct inode *inode)
{
	__u64 magic = walk(inode, i_sb, s_magic);

	return magic != PIPEFS && magic != ANON_INODES && (walk(inode, i_mode) & S_TYPE) != S_SOCKET;
}

inline_fn int closes_on_exec(struct task_struct *task, __u32 fd)
{
	struct fdtable *table = walk_task(task, files, fdt);
	__u64 bits = 0;

	bpf_probe_read_kernel(&bits, sizeof(bits), walk(table, close_on_exec) + fd / 64);
	return bits >> fd % 64 & 1;
}

/* Reports a descriptor as if it was opened now; the work area stays taken. */
inline_fn void tell_of(struct filler *f, __u32 fd)
{
	struct file *file = file_of(f->task, fd);
	struct inode *inode = file ? walk(file, f_inode) : NULL;
	struct opened o;
	__u32 flags;

	if (!inode || !was_opened(inode))
		return;
	o = opened_file(f->task, fd);
	flags = file_flags(walk(file, f_flags)) | o.flags;
	if ((walk(inode, i_mode) & S_TYPE) == S_DIRECTORY)
		flags |= T_O_DIRECTORY;
	if (closes_on_exec(f->task, fd))
		flags |= T_O_CLOEXEC;
	begin_scratch(&f->w, f->s, f->nparams);
	put_s64(&f->w, fd);
	put_s64(&f->w, -1);
	put_u32(&f->w, flags);
	put_path(&f->w, BPF_CORE_READ(file, f_path.mnt), BPF_CORE_READ(file, f_path.dentry));
	put_u32(&f->w, o.dev);
	put_u64(&f->w, o.ino);
	put_header(f->w.buf, f->task, f->tgid, f->tid, 0, RECORD_STATE_ONLY, EVENT_open_by_handle_at, f->nparams, f->w.pos);
	end_scratch(&f->w, EVENT_open_by_handle_at, f->tgid);
	count(told_later);
}

/* Tells of one held descriptor of the call, then goes on: to itself when there is another, else to the call's program. */
SEC("tp_btf/sys_exit")
int tell_x(__u64 *ctx)
{
	struct push_down *p = push_down_now();
	struct entry_short *memory;
	struct filler f;
	int which;
	__u32 fd;

	if (!enter_filler(&f))
		return 0;
	f.nparams = 6;
	memory = memory_of_process(0);
	if (p && memory) {
		which = held_argument(f.call, p->descriptors[bounded(f.call->nr, INTEREST_ENTRIES)], memory);
		if (which >= 0) {
			fd = f.call->args[bounded(which, 8) < DESCRIPTOR_ARGS ? which : 0];
			fd = bounded(fd, HELD_NUMBERS);
			memory->held[fd] = 0;
			tell_of(&f, fd);
			bpf_tail_call(ctx, &exit_programs, TELL_SLOT);
		}
	}
	bpf_tail_call(ctx, &exit_programs, f.call->nr);
	bpf_tail_call(ctx, &exit_programs, GENERIC_SLOT);
	return leave_filler(&f);
}

#endif
