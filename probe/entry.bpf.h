/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Arguments kept when a call begins, for the calls whose arguments another thread can change while they run: the path
 * of an open, the address of a connect. Kept per thread, so one thread cannot push out what another keeps, and freed
 * with the thread. Few paths are long; only a thread that uses one pays for the large storage.
 *
 * The page may not be in memory yet at entry, where a fault cannot be served; the exit then reads the argument itself,
 * and counts it (entry_missed).
 */
#ifndef LANNER_ENTRY_H
#define LANNER_ENTRY_H

#include "filler.bpf.h"
#include "flags.bpf.h"
#include "push_down.bpf.h"

#define FIRST_BYTES 64	/* most paths */
#define LONG_BYTES 4096

#define NOTHING_KEPT 0xffffffffu

struct entry_short {
	__u32 nr;		/* the call in progress, or NOTHING_KEPT */
	__u32 len;		/* bytes kept, the zero of a path included; beyond SHORT_BYTES they are in entry_long */
	__u64 address;		/* where they were read: an exit with another address is another call's */
	struct {
		__u64 flags, mode, resolve;
	} how;			/* openat2 */
	__u64 generation;	/* of the push_down that was asked; 0 when none was */
	__u64 alternatives;	/* what it left of them */
	struct kept_path path;	/* of a connect the address */
	__u32 holds;		/* any of the next was ever set */
	__u8 held[HELD_NUMBERS];	/* of a process's first thread, by descriptor: see held.bpf.h */
};

struct entry_long {
	__u8 data[LONG_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct entry_short);
} entry_shorts SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct entry_long);
} entry_longs SEC(".maps");

inline_fn struct entry_short *entry_place(void)
{
	return bpf_task_storage_get(&entry_shorts, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

inline_fn void keep_path(__u32 nr, __u64 address, struct entry_short *e)
{
	struct entry_long *large;
	long len;

	e->nr = NOTHING_KEPT;
	e->generation = 0;
	len = bpf_probe_read_user_str(e->path.text, SHORT_BYTES, (void *)address);
	if (len <= 0)
		return;
	if (len == SHORT_BYTES) {
		large = bpf_task_storage_get(&entry_longs, bpf_get_current_task_btf(), NULL, BPF_LOCAL_STORAGE_GET_F_CREATE);
		if (!large)
			return;
		len = bpf_probe_read_user_str(large->data, LONG_BYTES, (void *)address);
		if (len <= 0)
			return;
	}
	e->len = len;
	e->address = address;
	e->nr = nr;
}

/* Opens that only read are left out before anything is kept for them. */
inline_fn int open_is_wanted(__u32 nr, __u32 kernel_flags)
{
	__u8 bits = interest_in(nr);

	if (!(bits & INTEREST_SHIP))
		return 0;
	return !(bits & INTEREST_WRITE_OPEN) || may_write(kernel_flags);
}

/* Asks the push-down while the path is at hand. What held then is noted: the exit may find another one in force. */
inline_fn void keep_open(__u32 nr, __u64 path, __u64 alternatives, struct push_down *p, struct entry_short *e)
{
	keep_path(nr, path, e);
	if (!p || e->nr == NOTHING_KEPT)
		return;
	e->alternatives = alternatives_of_path(p, &e->path, e->len, alternatives);
	e->generation = p->generation;
}

inline_fn int entry_open_call(__u32 nr, __u64 path, __u32 kernel_flags, __u32 kind)
{
	struct push_down *p;
	struct entry_short *e;
	__u64 alternatives = 0;

	if (!open_is_wanted(nr, kernel_flags))
		return 0;
	p = push_down_now();
	if (p) {
		/* The exit comes to the same without the path. */
		alternatives = alternatives_of_kind(p, kind);
		if (!alternatives)
			return 0;
	}
	e = entry_place();
	if (e)
		keep_open(nr, path, alternatives, p, e);
	return 0;
}

#ifdef NR_open
SEC("tp/syscalls/sys_enter_open")
int entry_open(struct trace_event_raw_sys_enter *ctx)
{
	return entry_open_call(NR_open, ctx->args[0], ctx->args[1], open_kind(ctx->args[1], ctx->args[2]));
}

SEC("tp/syscalls/sys_enter_creat")
int entry_creat(struct trace_event_raw_sys_enter *ctx)
{
	return entry_open_call(NR_creat, ctx->args[0], K_O_CREAT, creat_kind(ctx->args[1]));
}
#endif

SEC("tp/syscalls/sys_enter_openat")
int entry_openat(struct trace_event_raw_sys_enter *ctx)
{
	return entry_open_call(NR_openat, ctx->args[1], ctx->args[2], open_kind(ctx->args[2], ctx->args[3]));
}

SEC("tp/syscalls/sys_enter_openat2")
int entry_openat2(struct trace_event_raw_sys_enter *ctx)
{
	struct push_down *p;
	struct entry_short *e;

	if (!(interest_in(NR_openat2) & INTEREST_SHIP))
		return 0;
	e = entry_place();
	if (!e)
		return 0;
	if (bpf_probe_read_user(&e->how, sizeof(e->how), (void *)ctx->args[2])) {
		e->nr = NOTHING_KEPT;
		return 0;
	}
	p = push_down_now();
	keep_open(NR_openat2, ctx->args[1], p ? alternatives_of_kind(p, open_kind(e->how.flags, e->how.mode)) : 0, p, e);
	return 0;
}

SEC("tp/syscalls/sys_enter_connect")
int entry_connect(struct trace_event_raw_sys_enter *ctx)
{
	struct entry_short *e;
	__u32 len = ctx->args[2];

	if (!(interest_in(NR_connect) & INTEREST_SHIP))
		return 0;
	e = entry_place();
	if (!e)
		return 0;
	e->nr = NOTHING_KEPT;
	len = len < SOCKADDR_BYTES ? len : SOCKADDR_BYTES - 1;
	if (!len || bpf_probe_read_user(e->path.text, len & (SOCKADDR_BYTES - 1), (void *)ctx->args[1]))
		return 0;
	e->len = len;
	e->address = ctx->args[1];
	e->nr = NR_connect;
	return 0;
}

/* ---- at exit ---- */

/* What was kept for the call that is returning, or null. */
inline_fn struct entry_short *entry_of(struct filler *f, __u64 address)
{
	struct entry_short *e;

	if (!config.entry_args)
		return NULL;
	e = bpf_task_storage_get(&entry_shorts, bpf_get_current_task_btf(), NULL, 0);
	if (e && e->nr == f->call->nr && e->address == address) {
		e->nr = NOTHING_KEPT;
		return e;
	}
	count(entry_missed);
	return NULL;
}

inline_fn void put_entry_path(struct event_writer *w, struct entry_short *e, __u64 address)
{
	struct entry_long *large;
	__u32 len;

	if (!e) {
		put_user_string(w, address);
		return;
	}
	len = e->len;
	if (len <= SHORT_BYTES - 1) {
		__u8 *to = cursor(w);

		/* Three copies of fixed size cost less than one call of a helper; what lies behind the path is written over. */
		__builtin_memcpy(to, e->path.text, FIRST_BYTES);
		if (len > FIRST_BYTES) {
			__builtin_memcpy(to + FIRST_BYTES, e->path.text + FIRST_BYTES, FIRST_BYTES);
			if (len > 2 * FIRST_BYTES)
				__builtin_memcpy(to + 2 * FIRST_BYTES, e->path.text + 2 * FIRST_BYTES, SHORT_BYTES - 2 * FIRST_BYTES);
		}
		end_param(w, len & 0xff);
		return;
	}
	large = bpf_task_storage_get(&entry_longs, bpf_get_current_task_btf(), NULL, 0);
	if (!large) {
		put_empty(w);
		return;
	}
	len = len < LONG_BYTES ? len : LONG_BYTES;
	bpf_probe_read_kernel(cursor(w), len & 0x1fff, large->data);
	end_param(w, len & 0x1fff);
}

#endif
