/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Paths the kernel knows as linked nodes. The names are collected leaf first into scratch.parts, then written root
 * first straight into the record, so nothing is copied twice. Both loops are bounded by PATH_PARTS: a deeper path
 * keeps its last PATH_PARTS parts.
 */
#ifndef LANNER_PATH_H
#define LANNER_PATH_H

#include "task.bpf.h"

#define container_of_mount(vfsmount) \
	((struct mount *)((void *)(vfsmount) - bpf_core_field_offset(struct mount, mnt)))

/*
 * One step from s->at towards the root of the mount namespace; 0 when there is no further one. A function of its own,
 * with its state in memory, so that the verifier looks at it once and not once for each turn of the loop: inlined, the
 * walk was nine tenths of the time it takes to load an exec's program.
 */
shared_fn __u32 step_up(void)
{
	struct scratch *s = this_scratch();
	struct dentry *dentry, *parent;
	struct mount *mount, *above;
	__u32 found;

	if (!s)
		return 0;
	dentry = (void *)s->at.dentry;
	parent = walk(dentry, d_parent);
	if ((__u64)dentry == s->at.mount_root || dentry == parent) {
		mount = (void *)s->at.mount;
		above = walk(mount, mnt_parent);
		if (above == mount || (__u64)dentry != s->at.mount_root)
			return 0;
		s->at.dentry = (__u64)walk(mount, mnt_mountpoint);
		s->at.mount = (__u64)above;
		s->at.mount_root = (__u64)walk(above, mnt.mnt_root);
		return 1;
	}
	found = s->parts_found;
	if (found >= PATH_PARTS)
		return 0;
	s->parts[found] = walk(dentry, d_name.name);
	s->parts_found = found + 1;
	s->at.dentry = (__u64)parent;
	return 1;
}

/* Names from `dentry` up to the root of the mount namespace, leaf first; their number. */
shared_fn __u32 collect_path(__u64 vfsmount_address, __u64 dentry_address)
{
	struct vfsmount *vfsmount = (void *)vfsmount_address;
	struct scratch *s = this_scratch();

	if (!s)
		return 0;
	s->at.dentry = dentry_address;
	s->at.mount = (__u64)container_of_mount(vfsmount);
	s->at.mount_root = (__u64)walk(vfsmount, mnt_root);
	s->parts_found = 0;
	for (int i = 0; i < 2 * PATH_PARTS; i++)
		if (!step_up())
			break;
	return s->parts_found;
}

#define NAME_LEN_MAX 256

/* Writes "/name", without a zero, and moves s->end behind it; 0 when no further one is to be written. */
shared_fn __u32 write_part(__u32 at, __u32 part)
{
	struct scratch *s = this_scratch();
	__u32 pos;
	long len;

	if (!s)
		return 0;
	pos = s->end;
	s->record[pos & CURSOR_MASK] = '/';
	len = bpf_probe_read_kernel_str(&s->record[(pos + 1) & CURSOR_MASK], NAME_LEN_MAX, s->parts[part & (PATH_PARTS - 1)]);
	if (len <= 0)
		return 0;
	pos += len & 0x1ff;	/* the slash replaces the zero in the count */
	s->end = pos;
	return pos - at <= PATH_LEN_MAX - NAME_LEN_MAX;
}

/* Writes "/a/b/c" and a zero at the cursor; its length. Does not move the cursor. */
shared_fn __u32 write_parts(__u32 at, __u32 parts)
{
	struct scratch *s = this_scratch();
	__u32 pos;

	if (!s)
		return 0;
	s->end = at;
	for (int i = 0; i < PATH_PARTS; i++) {
		if (!parts)
			break;
		parts--;
		if (!write_part(at, parts))
			break;
	}
	pos = s->end;
	if (pos == at) {
		s->record[pos & CURSOR_MASK] = '/';
		pos++;
	}
	s->record[pos & CURSOR_MASK] = 0;
	return pos + 1 - at;
}

/* A path from the root of the mount namespace: a chroot does not shorten it, so that it cannot be faked. */
inline_fn void put_path(struct event_writer *w, struct vfsmount *mnt, struct dentry *dentry)
{
	__u32 parts = mnt && dentry ? collect_path((__u64)mnt, (__u64)dentry) : 0;

	end_param(w, write_parts(w->pos, parts));
}

inline_fn void put_cwd(struct event_writer *w, struct task_struct *task)
{
	put_path(w, BPF_CORE_READ(task, fs, pwd.mnt), BPF_CORE_READ(task, fs, pwd.dentry));
}

/* One controller of the cgroup list: "name=/path", zero included. */
shared_fn __u32 write_cgroup(__u32 at, __u64 node_address, __u64 name, __u32 name_len)
{
	struct kernfs_node *node = (void *)node_address;
	struct scratch *s = this_scratch();
	__u32 parts = 0;

	if (!s)
		return 0;

	*(__u64 *)&s->record[at & CURSOR_MASK] = name;
	for (int i = 0; i < PATH_PARTS; i++) {
		struct kernfs_node *parent = kernfs_parent(node);

		if (!parent)
			break;
		s->parts[parts & (PATH_PARTS - 1)] = walk(node, name);
		parts++;
		node = parent;
	}
	return name_len + write_parts(at + name_len, parts);
}

/* Up to eight characters as the integer that stores them. */
#define TEXT8(a, b, c, d, e, f, g, h)                                                                                  \
	((__u64)(a) | (__u64)(b) << 8 | (__u64)(c) << 16 | (__u64)(d) << 24 | (__u64)(e) << 32 | (__u64)(f) << 40 |    \
	 (__u64)(g) << 48 | (__u64)(h) << 56)

#define add_cgroup(len, w, task, id, name, name_len)									\
	({														\
		if (bpf_core_enum_value_exists(enum cgroup_subsys_id, id)) {						\
			int index_ = bpf_core_enum_value(enum cgroup_subsys_id, id);					\
			struct cgroup_subsys_state *css_ = walk(task, cgroups, subsys[index_]);		\
			struct kernfs_node *node_ = BPF_CORE_READ(css_, cgroup, kn);					\
			len += write_cgroup((w)->pos + len, (__u64)node_, name, name_len);					\
		}													\
	})

inline_fn void put_cgroups(struct event_writer *w, struct task_struct *task)
{
	__u32 len = 0;

	add_cgroup(len, w, task, cpuset_cgrp_id, TEXT8('c', 'p', 'u', 's', 'e', 't', '=', 0), 7);
	add_cgroup(len, w, task, cpu_cgrp_id, TEXT8('c', 'p', 'u', '=', 0, 0, 0, 0), 4);
	add_cgroup(len, w, task, cpuacct_cgrp_id, TEXT8('c', 'p', 'u', 'a', 'c', 'c', 't', '='), 8);
	add_cgroup(len, w, task, io_cgrp_id, TEXT8('i', 'o', '=', 0, 0, 0, 0, 0), 3);
	add_cgroup(len, w, task, memory_cgrp_id, TEXT8('m', 'e', 'm', 'o', 'r', 'y', '=', 0), 7);
	add_cgroup(len, w, task, pids_cgrp_id, TEXT8('p', 'i', 'd', 's', '=', 0, 0, 0), 5);
	end_param(w, len);
}

#endif
