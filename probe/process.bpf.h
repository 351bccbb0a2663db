/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Birth, image and death of processes: the clone family, execve and execveat, procexit. */
#ifndef LANNER_PROCESS_H
#define LANNER_PROCESS_H

#include "file.bpf.h"
#include "filler.bpf.h"
#include "flags.bpf.h"

#define NPARAMS_CLONE 21
#define NPARAMS_EXECVE 31
#define NPARAMS_EXECVEAT 30

/* ---- clone, clone3, fork, vfork ---- */

inline_fn __u32 clone_call_flags(struct call *call)
{
	__u64 flags = 0;

	if (call->nr == NR_clone)
		flags = call->args[0];
	else if (call->nr == NR_clone3)
		bpf_probe_read_user(&flags, sizeof(flags), (void *)call->args[0]);
	return clone_flags(flags);
}

inline_fn __u16 clone_code(__u32 nr)
{
	if (nr == NR_clone3)
		return EVENT_clone3;
#ifdef NR_fork
	if (nr == NR_fork)
		return EVENT_fork;
	if (nr == NR_vfork)
		return EVENT_vfork;
#endif
	return EVENT_clone;
}

/* A task is in a pid namespace of its own, or its children will be. */
inline_fn __u32 pidns_flag(struct task_struct *task)
{
	if (pidns_level(task) || walk(task, nsproxy, pid_ns_for_children, level))
		return T_CLONE_CHILD_IN_PIDNS;
	return 0;
}

/* The parameters of the clone family for `task`: the caller (res: child, or error) or the child (res: 0). */
inline_fn void put_clone(struct filler *f, struct task_struct *task, __s64 res, __u32 flags)
{
	struct event_writer *w = &f->w;
	struct mm_struct *mm = walk_task(task, mm);

	put_s64(w, res);
	put_exe_and_args(w, mm);
	put_s64(w, walk_task(task, pid));
	put_s64(w, walk_task(task, tgid));
	put_s64(w, walk_task(task, real_parent, pid));
	put_cwd(w, task);
	put_s64(w, fdlimit_of(task));
	put_u64(w, walk_task(task, maj_flt));
	put_u64(w, walk_task(task, min_flt));
	put_memory(w, mm);
	put_kernel_string(w, task->comm);
	put_cgroups(w, task);
	put_u32(w, flags | pidns_flag(task));
	put_u32(w, euid_of(task));
	put_u32(w, egid_of(task));
	put_s64(w, vtid_of(task));
	put_s64(w, vpid_of(task));
	put_u64(w, res == 0 ? pidns_start_of(task) : 0);
}

SEC("tp_btf/sys_exit")
int clone_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, NPARAMS_CLONE))
		return 0;
	/* The child's own return, where the architecture reports it: sched_process_fork has told already. */
	if (f.call->ret == 0)
		return leave_filler(&f);
	put_clone(&f, f.task, f.call->ret, clone_call_flags(f.call));
	return end_filler(&f, clone_code(f.call->nr));
}

/* ---- execve, execveat ---- */

#define S_IWUSR_BIT 0200
#define S_IWGRP_BIT 0020
#define S_IWOTH_BIT 0002
#define S_IMMUTABLE_BIT 8
#define SB_RDONLY_BIT 1
#define CAP_DAC_OVERRIDE_BIT 1
#define CAP_FOWNER_BIT 3

#define T_EXE_WRITABLE 1
#define T_EXE_UPPER_LAYER 2
#define T_EXE_FROM_MEMFD 4
#define T_EXE_LOWER_LAYER 8

/* Whether the process could change the program it runs, by mode bits or by capability. */
inline_fn int exe_writable(struct task_struct *task, struct inode *inode)
{
	__u16 mode = walk(inode, i_mode);
	__u64 caps = caps_of(task, cap_effective);

	if (walk(inode, i_flags) & S_IMMUTABLE_BIT || walk(inode, i_sb, s_flags) & SB_RDONLY_BIT)
		return 0;
	if (mode & S_IWOTH_BIT || caps & (1 << CAP_DAC_OVERRIDE_BIT | 1 << CAP_FOWNER_BIT))
		return 1;
	/* An owner without the bit can give it to himself. */
	if (walk_task(task, cred, fsuid.val) == walk(inode, i_uid.val))
		return 1;
	return mode & S_IWGRP_BIT && walk_task(task, cred, fsgid.val) == walk(inode, i_gid.val);
}

#define MEMFD_PREFIX_LEN 6

/* A memfd's dentry has no parent and is named "memfd:...". */
inline_fn int is_memfd(struct dentry *dentry)
{
	char name[MEMFD_PREFIX_LEN] = {};

	if (walk(dentry, d_parent) != dentry)
		return 0;
	bpf_probe_read_kernel(name, sizeof(name), walk(dentry, d_name.name));
	return name[0] == 'm' && name[1] == 'e' && name[2] == 'm' && name[3] == 'f' && name[4] == 'd' && name[5] == ':';
}

inline_fn void put_exepath(struct filler *f, struct file *exe)
{
	struct dentry *dentry = BPF_CORE_READ(exe, f_path.dentry);

	if (dentry && is_memfd(dentry))
		put_kernel_string(&f->w, walk(dentry, d_name.name));
	else
		put_path(&f->w, BPF_CORE_READ(exe, f_path.mnt), dentry);
}

inline_fn __u32 exe_flags(struct task_struct *task, struct file *exe)
{
	struct inode *inode = walk(exe, f_inode);
	enum layer layer = layer_of(inode);
	__u32 flags = 0;

	if (exe_writable(task, inode))
		flags |= T_EXE_WRITABLE;
	if (layer == LAYER_UPPER)
		flags |= T_EXE_UPPER_LAYER;
	else if (layer == LAYER_LOWER)
		flags |= T_EXE_LOWER_LAYER;
	if (is_memfd(BPF_CORE_READ(exe, f_path.dentry)))
		flags |= T_EXE_FROM_MEMFD;
	return flags;
}

#define ARGV_MAX 64

/* Writes one string of a user array of pointers, with its zero, and moves s->end behind it; 0 when it was the last. */
shared_fn __u32 write_user_element(__u32 at, __u64 array, __u32 index, __u32 compat)
{
	struct scratch *s = this_scratch();
	__u64 string = 0;
	long len;

	if (!s)
		return 0;
	if (compat)
		bpf_probe_read_user(&string, sizeof(__u32), (void *)(array + index * sizeof(__u32)));
	else
		bpf_probe_read_user(&string, sizeof(string), (void *)(array + index * sizeof(string)));
	if (!string || s->end - at >= PATH_LEN_MAX)
		return 0;
	len = bpf_probe_read_user_str(&s->record[s->end & CURSOR_MASK], PATH_LEN_MAX, (void *)string);
	if (len <= 0)
		return 0;
	s->end += len & 0x1fff;
	return 1;
}

/* Strings of a user array of pointers, one behind the other with their zeros; their length. */
shared_fn __u32 write_user_array(__u32 at, __u64 array, __u32 first, __u32 compat)
{
	struct scratch *s = this_scratch();

	if (!s)
		return 0;
	s->end = at;
	for (__u32 i = 0; i < ARGV_MAX; i++)
		if (!write_user_element(at, array, first + i, compat))
			break;
	return s->end - at < PATH_LEN_MAX ? s->end - at : PATH_LEN_MAX;
}

inline_fn void put_user_array(struct filler *f, __u64 array, __u32 first)
{
	end_param(&f->w, array ? write_user_array(f->w.pos, array, first, f->call->compat) : 0);
}

inline_fn void put_first_of_user_array(struct filler *f, __u64 array)
{
	__u64 string = 0;

	bpf_probe_read_user(&string, f->call->compat ? sizeof(__u32) : sizeof(string), (void *)array);
	put_user_string(&f->w, string);
}

inline_fn void put_exec_facts(struct filler *f)
{
	struct task_struct *task = f->task;
	struct event_writer *w = &f->w;
	struct mm_struct *mm = walk_task(task, mm);

	put_s64(w, f->tid);
	put_s64(w, f->tgid);
	put_s64(w, walk_task(task, real_parent, pid));
	put_cwd(w, task);
	put_u64(w, fdlimit_of(task));
	put_u64(w, walk_task(task, maj_flt));
	put_u64(w, walk_task(task, min_flt));
	put_memory(w, mm);
	put_kernel_string(w, task->comm);
	put_cgroups(w, task);
}

inline_fn void put_image_facts(struct filler *f)
{
	struct task_struct *task = f->task;
	struct event_writer *w = &f->w;
	struct file *exe = walk(task, mm, exe_file);
	struct inode *inode = walk(exe, f_inode);

	put_u32(w, tty_of(task));
	put_s64(w, vpgid_of(task));
	put_u32(w, loginuid_of(task));
	put_u32(w, exe_flags(task, exe));
	put_u64(w, caps_of(task, cap_inheritable));
	put_u64(w, caps_of(task, cap_permitted));
	put_u64(w, caps_of(task, cap_effective));
	put_u64(w, walk(inode, i_ino));
	put_u64(w, inode_ctime(inode));
	put_u64(w, inode_mtime(inode));
	put_u32(w, euid_of(task));
	put_exepath(f, exe);
	put_s64(w, pgid_of(task));
	put_u32(w, egid_of(task));
}

/* Failed only: a success is told by sched_process_exec. The arguments are the ones given, all else is the caller's. */
inline_fn void put_failed_exec(struct filler *f, __u64 argv, __u64 envp)
{
	put_s64(&f->w, f->call->ret);
	put_first_of_user_array(f, argv);
	put_user_array(f, argv, 1);
	put_exec_facts(f);
	put_user_array(f, envp, 0);
	put_image_facts(f);
}

SEC("tp_btf/sys_exit")
int execve_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, NPARAMS_EXECVE))
		return 0;
	if (f.call->ret == 0)
		return leave_filler(&f);
	put_failed_exec(&f, f.call->args[1], f.call->args[2]);
	put_user_string(&f.w, f.call->args[0]);
	return end_filler(&f, EVENT_execve);
}

SEC("tp_btf/sys_exit")
int execveat_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, NPARAMS_EXECVEAT))
		return 0;
	if (f.call->ret == 0)
		return leave_filler(&f);
	put_failed_exec(&f, f.call->args[2], f.call->args[3]);
	return end_filler(&f, EVENT_execveat);
}

#endif
