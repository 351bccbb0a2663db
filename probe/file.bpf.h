/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* From a descriptor number to its file, and what is to be told of a file. */
#ifndef LANNER_FILE_H
#define LANNER_FILE_H

#include "flags.bpf.h"
#include "path.bpf.h"

#define OVERLAYFS_MAGIC 0x794c7630
#define FMODE_CREATED_BIT 0x100000

enum layer { LAYER_NONE, LAYER_UPPER, LAYER_LOWER };

/* The kernel's own type of one pointer and nothing else: how an element of an array of pointers is read by cast. */
inline_fn void *pointer_at(void *address)
{
	return walk((struct llist_head *)address, first);
}

inline_fn struct file *file_of(struct task_struct *task, __s32 fd)
{
	struct fdtable *table = walk_task(task, files, fdt);

	if (fd < 0 || fd >= walk(table, max_fds))
		return NULL;
	return pointer_at(walk(table, fd) + fd);
}

/* The overlay layer a file comes from. struct ovl_inode is private to overlayfs: it may be missing from BTF when
 * overlayfs is a module, and then its upper dentry is known to follow the inode. */
struct ovl_inode___probe {
	struct inode vfs_inode;
	struct dentry *__upperdentry;
} __attribute__((preserve_access_index));

inline_fn enum layer layer_of(struct inode *inode)
{
	struct ovl_inode___probe *overlay = (void *)inode;
	struct dentry *upper = NULL;
	__u64 distance = bpf_core_type_size(struct inode);

	if (walk(inode, i_sb, s_magic) != OVERLAYFS_MAGIC)
		return LAYER_NONE;
	if (bpf_core_field_exists(overlay->__upperdentry))
		distance = bpf_core_field_offset(struct ovl_inode___probe, __upperdentry) -
			   bpf_core_field_offset(struct ovl_inode___probe, vfs_inode);
	bpf_probe_read_kernel(&upper, sizeof(upper), (void *)inode + distance);
	return upper ? LAYER_UPPER : LAYER_LOWER;
}

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
	inode = walk(file, f_inode);
	o.dev = encode_dev(walk(inode, i_sb, s_dev));
	o.ino = walk(inode, i_ino);
	o.flags = bit((__u32)walk(file, f_mode), FMODE_CREATED_BIT, T_O_F_CREATED);
	layer = layer_of(inode);
	if (layer == LAYER_UPPER)
		o.flags |= T_FD_UPPER_LAYER;
	else if (layer == LAYER_LOWER)
		o.flags |= T_FD_LOWER_LAYER;
	return o;
}

#endif
