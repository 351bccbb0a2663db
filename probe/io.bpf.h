/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Reads and writes: the first config.snaplen bytes of what moved, from one buffer or from many. */
#ifndef LANNER_IO_H
#define LANNER_IO_H

#include "filler.bpf.h"

inline_fn __u32 snaplen(void)
{
	return config.snaplen < WRITE_MAX ? config.snaplen : WRITE_MAX - 1;
}

/* What was read: nothing when the call failed. */
inline_fn void put_data_in(struct filler *f, __u64 address)
{
	put_user_bytes(&f->w, address, f->call->ret > 0 ? f->call->ret : 0, snaplen());
}

/* What was written, or was to be written when the call failed. */
inline_fn void put_data_out(struct filler *f, __u64 address, __u64 size)
{
	put_user_bytes(&f->w, address, f->call->ret > 0 ? f->call->ret : size, snaplen());
}

/* ---- one buffer ---- */

SEC("tp_btf/sys_exit")
int read_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_in(&f, f.call->args[1]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	return end_filler(&f, EVENT_read);
}

SEC("tp_btf/sys_exit")
int write_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_out(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	return end_filler(&f, EVENT_write);
}

/* A 64-bit position: one register, or two in a 32-bit call. */
inline_fn __u64 position(struct call *call)
{
	return call->compat ? call->args[3] | call->args[4] << 32 : call->args[3];
}

SEC("tp_btf/sys_exit")
int pread_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_in(&f, f.call->args[1]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	put_u64(&f.w, position(f.call));
	return end_filler(&f, EVENT_pread);
}

SEC("tp_btf/sys_exit")
int pwrite_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_out(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	put_u64(&f.w, position(f.call));
	return end_filler(&f, EVENT_pwrite);
}

/* ---- many buffers ---- */

#define IOV_MAX_LOOKED_AT 64

struct user_iovec {
	__u64 base;
	__u64 len;
};

inline_fn struct user_iovec read_iovec(__u64 array, __u32 index, __u32 compat)
{
	struct user_iovec iov = {};

	if (compat) {
		__u32 narrow[2] = {};

		bpf_probe_read_user(narrow, sizeof(narrow), (void *)(array + index * sizeof(narrow)));
		iov.base = narrow[0];
		iov.len = narrow[1];
	} else {
		bpf_probe_read_user(&iov, sizeof(iov), (void *)(array + index * sizeof(iov)));
	}
	return iov;
}

/* Sum of the lengths of the first IOV_MAX_LOOKED_AT buffers. */
shared_fn __u64 iovec_total(__u64 array, __u32 n, __u32 compat)
{
	__u64 total = 0;

	for (__u32 i = 0; i < IOV_MAX_LOOKED_AT; i++) {
		if (i >= n)
			break;
		total += read_iovec(array, i, compat).len;
	}
	return total;
}

/* The first `limit` bytes of the buffers, at `at` in the record; how many were copied. */
shared_fn __u32 write_iovec(__u32 at, __u64 array, __u32 n, __u64 limit, __u32 compat)
{
	struct scratch *s = this_scratch();
	__u32 left = limit < snaplen() ? limit : snaplen();
	__u32 pos = at;

	if (!s)
		return 0;
	for (__u32 i = 0; i < IOV_MAX_LOOKED_AT; i++) {
		struct user_iovec iov;
		__u32 take;

		if (i >= n || !left)
			break;
		iov = read_iovec(array, i, compat);
		take = iov.len < left ? iov.len : left;
		if (!take)
			continue;
		if (bpf_probe_read_user(&s->record[pos & CURSOR_MASK], take & (WRITE_MAX - 1), (void *)iov.base))
			break;
		pos += take;
		left -= take;
	}
	return pos - at;
}

inline_fn void put_iovec(struct filler *f, __u64 array, __u32 n, __u64 limit)
{
	end_param(&f->w, limit ? write_iovec(f->w.pos, array, n, limit, f->call->compat) & (WRITE_MAX - 1) : 0);
}

inline_fn void put_iovec_in(struct filler *f, __u64 array, __u32 n)
{
	put_iovec(f, array, n, f->call->ret > 0 ? f->call->ret : 0);
}

inline_fn void put_iovec_out(struct filler *f, __u64 array, __u32 n)
{
	put_iovec(f, array, n, f->call->ret > 0 ? f->call->ret : SNAPLEN_MAX);
}

inline_fn void put_iovec_total(struct filler *f, __u64 array, __u32 n)
{
	put_u32(&f->w, iovec_total(array, n, f->call->compat));
}

SEC("tp_btf/sys_exit")
int readv_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_iovec_total(&f, f.call->args[1], f.call->args[2]);
	put_iovec_in(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	return end_filler(&f, EVENT_readv);
}

SEC("tp_btf/sys_exit")
int writev_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_iovec_out(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_iovec_total(&f, f.call->args[1], f.call->args[2]);
	return end_filler(&f, EVENT_writev);
}

SEC("tp_btf/sys_exit")
int preadv_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_iovec_total(&f, f.call->args[1], f.call->args[2]);
	put_iovec_in(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u64(&f.w, position(f.call));
	return end_filler(&f, EVENT_preadv);
}

SEC("tp_btf/sys_exit")
int pwritev_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_iovec_out(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_iovec_total(&f, f.call->args[1], f.call->args[2]);
	put_u64(&f.w, position(f.call));
	return end_filler(&f, EVENT_pwritev);
}

/* The caller's side of a transfer between two processes. */
inline_fn int process_vm(__u16 code)
{
	struct filler f;

	if (!begin_filler(&f, 3))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_iovec_in(&f, f.call->args[1], f.call->args[2]);
	return end_filler(&f, code);
}

SEC("tp_btf/sys_exit")
int process_vm_readv_x(__u64 *ctx)
{
	return process_vm(EVENT_process_vm_readv);
}

SEC("tp_btf/sys_exit")
int process_vm_writev_x(__u64 *ctx)
{
	return process_vm(EVENT_process_vm_writev);
}

/* ---- offsets behind a pointer ---- */

/* Where a transfer began: the kernel has moved the offset on by what was transferred. 0 without an offset. */
inline_fn __u64 start_offset(struct call *call, __u64 address)
{
	__u64 offset = 0;

	if (address)
		bpf_probe_read_user(&offset, sizeof(offset), (void *)address);
	return call->ret > 0 && offset >= call->ret ? offset - call->ret : offset;
}

SEC("tp_btf/sys_exit")
int sendfile_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_u64(&f.w, start_offset(f.call, f.call->args[2]));
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_s64(&f.w, (__s32)f.call->args[1]);
	put_u64(&f.w, f.call->args[3]);
	return end_filler(&f, EVENT_sendfile);
}

SEC("tp_btf/sys_exit")
int copy_file_range_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 6))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[2]);
	put_u64(&f.w, start_offset(f.call, f.call->args[3]));
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u64(&f.w, start_offset(f.call, f.call->args[1]));
	put_u64(&f.w, f.call->args[4]);
	return end_filler(&f, EVENT_copy_file_range);
}

#endif
