/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Facts about a task, read from the kernel's own structures. */
#ifndef LANNER_TASK_H
#define LANNER_TASK_H

#include "record.bpf.h"

#define PF_KTHREAD_BIT 0x00200000
#define PAGE_KIB 4
#define MINOR_BITS 20
#define NO_LOGINUID 0xffffffffu

/* The number of a pid in the innermost namespace it lives in. */
inline_fn __s64 innermost_nr(struct pid *pid, __u32 level)
{
	return BPF_CORE_READ(pid, numbers[level].nr);
}

inline_fn __u32 pidns_level(struct task_struct *task)
{
	return walk_task(task, thread_pid, level);
}

inline_fn __s64 vtid_of(struct task_struct *task)
{
	return innermost_nr(walk_task(task, thread_pid), pidns_level(task));
}

inline_fn __s64 signal_pid_ns(struct task_struct *task, int type)
{
	struct pid *pid = walk(task, signal, pids[type]);

	return innermost_nr(pid, pidns_level(task));
}

inline_fn __s64 signal_pid_host(struct task_struct *task, int type)
{
	struct pid *pid = walk(task, signal, pids[type]);

	return innermost_nr(pid, 0);
}

inline_fn __s64 vpid_of(struct task_struct *task) { return signal_pid_ns(task, PIDTYPE_TGID); }
inline_fn __s64 vpgid_of(struct task_struct *task) { return signal_pid_ns(task, PIDTYPE_PGID); }
inline_fn __s64 pgid_of(struct task_struct *task) { return signal_pid_host(task, PIDTYPE_PGID); }

inline_fn __u64 pidns_start_of(struct task_struct *task)
{
	return walk(task, nsproxy, pid_ns_for_children, child_reaper, start_boottime) + config.boot_epoch_ns;
}

inline_fn __u32 vm_size_kib(struct mm_struct *mm)
{
	return mm ? walk(mm, total_vm) * PAGE_KIB : 0;
}

inline_fn __u32 vm_rss_kib(struct mm_struct *mm)
{
	if (!mm)
		return 0;
	return (rss_pages(mm, MM_FILEPAGES) + rss_pages(mm, MM_ANONPAGES) + rss_pages(mm, MM_SHMEMPAGES)) * PAGE_KIB;
}

inline_fn __u32 vm_swap_kib(struct mm_struct *mm)
{
	return mm ? rss_pages(mm, MM_SWAPENTS) * PAGE_KIB : 0;
}

inline_fn void put_memory(struct event_writer *w, struct mm_struct *mm)
{
	put_u32(w, vm_size_kib(mm));
	put_u32(w, vm_rss_kib(mm));
	put_u32(w, vm_swap_kib(mm));
}

#define RLIMIT_NOFILE_INDEX 7

inline_fn __u64 fdlimit_of(struct task_struct *task)
{
	return walk(task, signal, rlim[RLIMIT_NOFILE_INDEX].rlim_cur);
}

/* Device numbers as user space knows them (the kernel's new_encode_dev). */
inline_fn __u32 encode_dev(__u32 dev)
{
	__u32 major = dev >> MINOR_BITS;
	__u32 minor = dev & ((1 << MINOR_BITS) - 1);

	return (minor & 0xff) | major << 8 | (minor & ~0xffu) << 12;
}

inline_fn __u32 tty_of(struct task_struct *task)
{
	struct tty_struct *tty = walk(task, signal, tty);
	__u32 dev;

	if (!tty)
		return 0;
	dev = walk(tty, driver, major) << MINOR_BITS | walk(tty, driver, minor_start);
	return encode_dev(dev + walk(tty, index));
}

inline_fn __u32 loginuid_of(struct task_struct *task)
{
	if (bpf_core_field_exists(task->loginuid))
		return walk(task, loginuid.val);
	return NO_LOGINUID;
}

inline_fn __u32 euid_of(struct task_struct *task) { return walk_task(task, cred, euid.val); }
inline_fn __u32 egid_of(struct task_struct *task) { return walk_task(task, cred, egid.val); }

/* Capability sets: one u64 (6.3, f122a08b197d), two u32 before; the same 8 bytes on a little-endian machine. */
#define CAPS_KNOWN ((1ULL << 41) - 1)

#define caps_of(task, set)								\
	({										\
		const struct cred *cred_ = walk_task(task, cred);			\
		__u64 caps_ = 0;							\
		bpf_core_read(&caps_, sizeof(caps_), &cred_->set);			\
		caps_ & CAPS_KNOWN;							\
	})

/* argv[0], then the rest of the arguments, from the memory of the calling process. */
inline_fn void put_exe_and_args(struct event_writer *w, struct mm_struct *mm)
{
	__u64 start = walk(mm, arg_start);
	__u64 end = walk(mm, arg_end);
	__u64 len = end - start;
	long exe_len = 0;

	if (end > start)
		exe_len = bpf_probe_read_user_str(cursor(w), PATH_LEN_MAX, (void *)start);
	if (exe_len <= 0) {
		put_empty(w);
		put_empty(w);
		return;
	}
	exe_len &= 0x1fff;
	end_param(w, exe_len);
	put_user_bytes(w, start + exe_len, len > exe_len ? len - exe_len : 0, PATH_LEN_MAX);
}

inline_fn void put_env(struct event_writer *w, struct mm_struct *mm)
{
	__u64 start = walk(mm, env_start);
	__u64 end = walk(mm, env_end);

	put_user_bytes(w, start, end > start ? end - start : 0, PATH_LEN_MAX);
}

#endif
