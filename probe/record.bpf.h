/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Writing one record. A filler starts one (begin_scratch for a record of variable length, begin_reserved for one whose
 * length is known when compiled), puts the parameters in the table's order, and ends it.
 */
#ifndef LANNER_RECORD_H
#define LANNER_RECORD_H

#include "maps.bpf.h"

#define EVENT_AT ((__u32)sizeof(struct record_header))
#define EVENT_HEADER 26
#define LENGTHS_AT (EVENT_AT + EVENT_HEADER)
#define PARAMS_AT(nparams) (LENGTHS_AT + 2 * (nparams))

struct event_writer {
	__u8 *buf;
	__u32 pos;	/* where the next parameter goes */
	__u32 param;	/* its index */
};

#define store(type, at, value) (*(type *)(at) = (type)(value))

inline_fn void *cursor(struct event_writer *w)
{
	return w->buf + (w->pos & CURSOR_MASK);
}

inline_fn void end_param(struct event_writer *w, __u32 len)
{
	store(__u16, w->buf + LENGTHS_AT + 2 * w->param, len);
	w->pos += len;
	w->param++;
}

#define put_int(type, w, value)				\
	({						\
		store(type, cursor(w), value);		\
		end_param(w, sizeof(type));		\
	})

inline_fn void put_u8(struct event_writer *w, __u8 v) { put_int(__u8, w, v); }
inline_fn void put_u16(struct event_writer *w, __u16 v) { put_int(__u16, w, v); }
inline_fn void put_u32(struct event_writer *w, __u32 v) { put_int(__u32, w, v); }
inline_fn void put_u64(struct event_writer *w, __u64 v) { put_int(__u64, w, v); }
inline_fn void put_s16(struct event_writer *w, __s16 v) { put_int(__s16, w, v); }
inline_fn void put_s32(struct event_writer *w, __s32 v) { put_int(__s32, w, v); }
inline_fn void put_s64(struct event_writer *w, __s64 v) { put_int(__s64, w, v); }
inline_fn void put_empty(struct event_writer *w) { end_param(w, 0); }

#define PATH_LEN_MAX 4096

/* A string of the calling process, with its zero; length 0 when it cannot be read. */
inline_fn void put_user_string(struct event_writer *w, __u64 address)
{
	long len = address ? bpf_probe_read_user_str(cursor(w), PATH_LEN_MAX, (void *)address) : 0;

	end_param(w, len > 0 ? len & 0x1fff : 0);
}

inline_fn void put_kernel_string(struct event_writer *w, const void *address)
{
	long len = address ? bpf_probe_read_kernel_str(cursor(w), PATH_LEN_MAX, address) : 0;

	end_param(w, len > 0 ? len & 0x1fff : 0);
}

/* Bytes of the calling process, at most `max` (itself at most WRITE_MAX - 1) of them. */
inline_fn __u32 copy_user(struct event_writer *w, __u64 address, __u64 len, __u32 max)
{
	__u32 take = len < max ? len : max;

	if (!take || bpf_probe_read_user(cursor(w), take & (WRITE_MAX - 1), (void *)address))
		return 0;
	return take;
}

inline_fn void put_user_bytes(struct event_writer *w, __u64 address, __u64 len, __u32 max)
{
	end_param(w, copy_user(w, address, len, max));
}

inline_fn void *ring_for(__u32 tgid)
{
	__u32 index = ((tgid * 0x9e3779b1u) >> 16) & config.ring_mask;

	return bpf_map_lookup_elem(&rings, &index);
}

inline_fn __u64 cgroup_id_of(struct task_struct *task)
{
	int index = config.cgroup_subsys;

	if (index < 0 || index >= CGROUP_SUBSYS_COUNT)
		return walk_task(task, cgroups, dfl_cgrp, kn, id);
	return walk_task(task, cgroups, subsys[index], cgroup, kn, id);
}

/* Everything before the lengths. `task` is the thread the event is about. */
inline_fn void put_header(__u8 *buf, struct task_struct *task, __u32 tgid, __u32 tid, __u64 latency, __u16 flags,
			  __u16 code, __u32 nparams, __u32 record_len)
{
	store(__u64, buf, cgroup_id_of(task));
	store(__u64, buf + 8, latency);
	store(__u32, buf + 16, tgid);
	store(__u16, buf + 20, bpf_get_smp_processor_id());
	store(__u16, buf + 22, flags);
	store(__u64, buf + EVENT_AT, bpf_ktime_get_boot_ns() + config.boot_epoch_ns);
	store(__u64, buf + EVENT_AT + 8, tid);
	store(__u32, buf + EVENT_AT + 16, record_len - EVENT_AT);
	store(__u16, buf + EVENT_AT + 20, code);
	store(__u32, buf + EVENT_AT + 22, nparams);
}

/* The way of a full ring is rare: no need to repeat its code in every program. */
shared_fn int count_drop(__u32 code, __u32 tgid)
{
	__u64 one = 1;
	__u64 *drops = bpf_map_lookup_elem(&drops_by_code, &code);

	if (drops)
		++*drops;
	drops = bpf_map_lookup_elem(&drops_by_tgid, &tgid);
	if (drops)
		__sync_fetch_and_add(drops, 1);
	else
		bpf_map_update_elem(&drops_by_tgid, &tgid, &one, BPF_NOEXIST);
	return 0;
}

/* A record of known length, straight in the ring. A null buf means it was full and the loss is counted. */
inline_fn void begin_reserved(struct event_writer *w, __u32 nparams, __u32 record_len, __u16 code, __u32 tgid)
{
	void *ring = ring_for(tgid);

	w->pos = PARAMS_AT(nparams);
	w->param = 0;
	w->buf = ring ? bpf_ringbuf_reserve(ring, record_len, 0) : NULL;
	if (w->buf)
		return;
	count(drops_ring_full);
	count_drop(code, tgid);
}

inline_fn void end_reserved(struct event_writer *w)
{
	bpf_ringbuf_submit(w->buf, BPF_RB_NO_WAKEUP);
	count(submitted);
}

inline_fn void begin_scratch(struct event_writer *w, struct scratch *s, __u32 nparams)
{
	w->buf = s->record;
	w->pos = PARAMS_AT(nparams);
	w->param = 0;
}

inline_fn void end_scratch(struct event_writer *w, __u16 code, __u32 tgid)
{
	void *ring = ring_for(tgid);

	if (w->pos > RECORD_MAX) {
		count(drops_too_large);
		count_drop(code, tgid);
		return;
	}
	if (ring && !bpf_ringbuf_output(ring, w->buf, w->pos & CURSOR_MASK, BPF_RB_NO_WAKEUP)) {
		count(submitted);
		return;
	}
	count(drops_ring_full);
	count_drop(code, tgid);
}

#endif
