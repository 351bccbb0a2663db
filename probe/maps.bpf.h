/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
#ifndef LANNER_MAPS_H
#define LANNER_MAPS_H

#include "compat.bpf.h"
#include "event.h"

const volatile struct probe_config config = {};

#define ARGS_MAX 6

/* What a filler knows of the call it reports. Arguments are those of the native 64-bit call. */
struct call {
	__u64 args[ARGS_MAX];
	__s64 ret;
	__u32 nr;		/* native number, or COMPAT_ONLY_BASE and up */
	__u32 compat;
	__u32 native;		/* the number as the kernel's own table for this kind of call has it */
	__u32 reserved;
	__u64 latency_ns;
};

/*
 * Room for one record. A cursor is masked with CURSOR_MASK before each write, so one write of up to WRITE_MAX bytes
 * always fits behind it; RECORD_MAX is what a record can be and still be shipped.
 */
#define CURSOR_MASK 0x7fff
#define WRITE_MAX 0x4000
#define RECORD_MAX 0x7fff
#define PATH_PARTS 64

struct scratch {
	struct call call;
	__u32 busy;
	__u32 parts_found;
	const void *parts[PATH_PARTS];	/* names of a path being walked, leaf first */
	struct {
		__u64 dentry, mount, mount_root;
	} at;			/* where such a walk is */
	__u32 end;		/* behind what a loop has written */
	__u8 record[CURSOR_MASK + 1 + WRITE_MAX] __attribute__((aligned(8)));
};

/* One work area per CPU, indexed by CPU number; the loader sets max_entries to the number of possible CPUs. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct scratch);
} scratch SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, INTEREST_ENTRIES);
	__type(key, __u32);
	__type(value, __u8);
} interest SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 2);
	__type(key, __u32);
	__type(value, struct push_down);
} push_down SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} push_down_slot SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, PROGRAM_SLOTS);
	__type(key, __u32);
	__type(value, __u32);
} exit_programs SEC(".maps");

struct ring {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
};

/* The loader creates the rings, chooses their number (a power of two) and size, and sets max_entries. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
	__uint(max_entries, 1);
	__type(key, __u32);
	__array(values, struct ring);
} rings SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct probe_counters);
} counters SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, EVENT_CODES);
	__type(key, __u32);
	__type(value, __u64);
} drops_by_code SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, __u32);
	__type(value, __u64);
} drops_by_tgid SEC(".maps");

#define count(field)									\
	({										\
		__u32 zero_ = 0;							\
		struct probe_counters *c_ = bpf_map_lookup_elem(&counters, &zero_);	\
		if (c_)									\
			c_->field++;							\
	})

inline_fn struct scratch *this_scratch(void)
{
	__u32 cpu = bpf_get_smp_processor_id();

	return bpf_map_lookup_elem(&scratch, &cpu);
}

inline_fn __u8 interest_in(__u32 nr)
{
	__u8 *bits = bpf_map_lookup_elem(&interest, &nr);

	return bits ? *bits : 0;
}

#endif
