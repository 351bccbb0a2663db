/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Differences between kernels, decided by CO-RE existence checks: the loader's relocation makes each check a
 * constant, and the verifier removes the branch not taken.
 */
#ifndef LANNER_COMPAT_H
#define LANNER_COMPAT_H

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>

#define inline_fn static __always_inline

/*
 * A function the verifier checks once, by itself, whatever the number of its callers; loops live in these. Arguments
 * are numbers only: a kernel address travels as one, and the work area is looked up again inside.
 */
#define shared_fn __noinline

/*
 * An index the verifier can see is in bounds: the compiler, which knows it from the test before, would drop the mask.
 * `size` is a power of two.
 */
#define bounded(index, size)				\
	({						\
		__u64 index_ = (index);			\
		asm volatile("" : "+r"(index_));	\
		index_ & ((size) - 1);			\
	})

/* 5.11: bpf_get_current_task_btf(), whose result can be dereferenced without a helper call per field. */
#define have_task_btf() bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_get_current_task_btf)

/* 6.2: any address can be taken for a kernel object and read the same way. The helper came with the function. */
extern void *bpf_rdonly_cast(const void *obj, __u32 btf_id) __ksym __weak;
#define have_cast() bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_cgrp_storage_get)

inline_fn struct task_struct *current_task(void)
{
	if (have_task_btf())
		return bpf_get_current_task_btf();
	return (struct task_struct *)bpf_get_current_task();
}

/*
 * walk_task(task, a, b): task->a->b from current_task() or a tracepoint's own task argument. Where there is a cast, it
 * is used for these too: a task the kernel vouches for makes the verifier look through all type names at each step, a
 * third of the time loading takes. The copy of the pointer keeps the builtin that records field accesses away from the
 * caller's own structures, which would pin them in memory.
 */
#define walk_task(src, a, ...)									\
	({											\
		typeof(src) from_ = (src);							\
		if (have_cast())								\
			from_ = bpf_rdonly_cast(from_, bpf_core_type_id_kernel(typeof(*from_)));	\
		have_task_btf() ? (typeof(___arrow(from_, a, ##__VA_ARGS__)))___arrow(from_, a, ##__VA_ARGS__) \
				: BPF_CORE_READ(from_, a, ##__VA_ARGS__);			\
	})

/* walk(file, a, b): the same from an address that is only known to be a kernel object of that type. */
#define walk(src, a, ...)									\
	({											\
		typeof(src) from_ = (src);							\
		if (have_cast())								\
			from_ = bpf_rdonly_cast(from_, bpf_core_type_id_kernel(typeof(*from_)));	\
		have_cast() ? (typeof(___arrow(from_, a, ##__VA_ARGS__)))___arrow(from_, a, ##__VA_ARGS__) \
			    : BPF_CORE_READ(from_, a, ##__VA_ARGS__);				\
	})

/* Resident set: one counter per kind (6.2, f1a7941243c1), an array of counters before. */
struct mm_rss_stat___old {
	atomic_long_t count[4];
} __attribute__((preserve_access_index));

struct mm_struct___old {
	struct mm_rss_stat___old rss_stat;
} __attribute__((preserve_access_index));

inline_fn __u64 rss_pages(struct mm_struct *mm, int kind)
{
	__s64 pages = 0;
	struct mm_struct___old *old = (void *)mm;

	if (bpf_core_field_exists(old->rss_stat.count))
		pages = BPF_CORE_READ(old, rss_stat.count[kind].counter);
	else
		pages = BPF_CORE_READ(mm, rss_stat[kind].count);
	return pages > 0 ? pages : 0;
}

/* Inode times: two integers (6.11, 3aa63a569c64), __i_ctime (6.6, 13bc24457850), i_ctime before. */
struct inode___timespec {
	struct timespec64 i_ctime;
	struct timespec64 i_mtime;
	struct timespec64 __i_ctime;
	struct timespec64 __i_mtime;
} __attribute__((preserve_access_index));

#define NSEC_PER_SEC 1000000000ULL

/* The highest bit says that somebody has looked at the time (6.13, 4e40eff0b573); it is no part of it. */
#define CTIME_NSEC_BITS 0x7fffffff

inline_fn __u64 inode_ctime(struct inode *inode)
{
	struct inode___timespec *old = (void *)inode;

	if (bpf_core_field_exists(inode->i_ctime_sec))
		return BPF_CORE_READ(inode, i_ctime_sec) * NSEC_PER_SEC +
		       (BPF_CORE_READ(inode, i_ctime_nsec) & CTIME_NSEC_BITS);
	if (bpf_core_field_exists(old->__i_ctime))
		return BPF_CORE_READ(old, __i_ctime.tv_sec) * NSEC_PER_SEC + BPF_CORE_READ(old, __i_ctime.tv_nsec);
	return BPF_CORE_READ(old, i_ctime.tv_sec) * NSEC_PER_SEC + BPF_CORE_READ(old, i_ctime.tv_nsec);
}

inline_fn __u64 inode_mtime(struct inode *inode)
{
	struct inode___timespec *old = (void *)inode;

	if (bpf_core_field_exists(inode->i_mtime_sec))
		return BPF_CORE_READ(inode, i_mtime_sec) * NSEC_PER_SEC + BPF_CORE_READ(inode, i_mtime_nsec);
	if (bpf_core_field_exists(old->__i_mtime))
		return BPF_CORE_READ(old, __i_mtime.tv_sec) * NSEC_PER_SEC + BPF_CORE_READ(old, __i_mtime.tv_nsec);
	return BPF_CORE_READ(old, i_mtime.tv_sec) * NSEC_PER_SEC + BPF_CORE_READ(old, i_mtime.tv_nsec);
}

/* kernfs_node.parent became __parent (6.15, 633488947ef6). */
struct kernfs_node___old {
	struct kernfs_node *parent;
} __attribute__((preserve_access_index));

inline_fn struct kernfs_node *kernfs_parent(struct kernfs_node *node)
{
	struct kernfs_node___old *old = (void *)node;

	if (bpf_core_field_exists(old->parent))
		return BPF_CORE_READ(old, parent);
	return BPF_CORE_READ(node, __parent);
}

#endif
