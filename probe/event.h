/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * The contract between the probe and its loader. Nothing else crosses the boundary.
 *
 * A ring record is a record_header and, right behind it, one event in the layout of the .scap file (version 2):
 *
 *	u64 ts_ns     since the epoch (monotonic with suspend, plus config.boot_epoch_ns)
 *	u64 tid       kernel thread id
 *	u32 len       26 + 2 * nparams + parameter bytes
 *	u16 code      schema/events.tsv
 *	u32 nparams   always the table's count
 *	u16 lengths[nparams]
 *	u8  parameters[], packed, unaligned
 *
 * A ring record may be longer than its event: `len` is what counts.
 */
#ifndef LANNER_EVENT_H
#define LANNER_EVENT_H

struct record_header {
	__u64 cgroup_id;	/* kernfs id of the task's cgroup in the hierarchy named by config.cgroup_subsys */
	__u64 latency_ns;	/* time in the system call; 0 when config.latency is off or the entry was not seen;
				   of procexit: processor time of the process so far */
	__u32 tgid;
	__u16 cpu;
	__u16 flags;		/* RECORD_* */
};

/* The call came through the 32-bit table (int 0x80 or a 32-bit program); numbers and arguments are translated. */
#define RECORD_COMPAT 1

/* Not something that happened now: an open that was held back, told because an event about its descriptor follows. */
#define RECORD_STATE_ONLY 2

/* Read-only once loaded; the loader fills it before bpf_object__load (symbol `config` in .rodata). */
struct probe_config {
	__u64 boot_epoch_ns;	/* epoch time at boot, CLOCK_REALTIME - CLOCK_BOOTTIME */
	__u32 self_tgid;	/* events of this process are skipped */
	__u32 snaplen;		/* bytes of an I/O buffer to keep, at most SNAPLEN_MAX */
	__u32 ring_mask;	/* number of rings - 1; the number is a power of two */
	__s32 cgroup_subsys;	/* index into css_set.subsys[], or -1 for the version 2 hierarchy */
	__u32 latency;		/* 1: the entry_time program is attached and exits carry latency_ns */
	__u32 entry_args;	/* 1: the entry_* programs are attached (needs BPF_MAP_TYPE_TASK_STORAGE) */
};

#define SNAPLEN_MAX 16384

/*
 * Map `interest`: u8 by native system call number, mutable while running. A call of the 32-bit table that has no
 * native twin has a number of its own from COMPAT_ONLY_BASE up (schema/syscalls.tsv names them).
 */
#define INTEREST_ENTRIES 512
#define COMPAT_ONLY_BASE 480

#define INTEREST_SHIP 1		/* report the call */
#define INTEREST_NO_FAILED 2	/* not when it failed (connect: EINPROGRESS is success) */
#define INTEREST_NO_SUCCESS 4	/* not when it succeeded */
#define INTEREST_WRITE_OPEN 8	/* open family: only opens that may write or create */
#define INTEREST_DESCRIPTORS 16	/* tell of held back opens of the descriptors it names (push_down.descriptors) first */
#define INTEREST_OPEN 32	/* a call of the open family: push_down may hold it back at once */

/*
 * Map `exit_programs`: by native number, the program that reports the call; filled by the loader before it sets the
 * interest. Which program goes where is told by the constant `exit_table`, an array of these.
 */
struct exit_program {
	__u16 slot;
	char name[30];		/* the program's name, ended by a zero */
};

/*
 * No call has these numbers: what tells of an open that was held back, calls of interest without a program of their own,
 * and all calls of 32-bit programs.
 */
#define GENERIC_SLOT 510
#define COMPAT_SLOT 511
#define TELL_SLOT 512
#define PROGRAM_SLOTS 513

/*
 * Map `push_down`: two of these, of which map `push_down_slot` names the one that holds; user space writes the other one
 * and then the number. It says which opens need not be reported: a condition is a set of at most 64 alternatives, one bit
 * each; every fact about an open leaves those that may still be met, and an open that leaves none is held back. What
 * cannot be decided leaves its alternatives in.
 */
#define OPEN_KINDS 32		/* see open_kind() */
#define PATH_SLOTS 512		/* by path_slot() of 4 or 8 bytes at the beginning or the end */

struct push_down {
	__u64 generation;	/* 0: nothing is held back */
	__u64 succeeded;	/* alternatives that an open meets which succeeded, */
	__u64 failed;		/* and which failed */
	__u64 any_path;		/* that ask nothing of the path */
	__u64 relative;		/* that ask for what stands at the beginning or in the middle: not decided of relative paths */
	__u64 tails;		/* that ask for the end of a path */
	__u64 middles;		/* that ask for what stands anywhere, from a slash on */
	__u64 kinds[OPEN_KINDS];
	__u64 head4[PATH_SLOTS];
	__u64 head8[PATH_SLOTS];
	__u64 tail4[PATH_SLOTS];
	__u64 tail8[PATH_SLOTS];
	__u64 middle4[PATH_SLOTS];
	__u64 middle8[PATH_SLOTS];
	__u64 short_tail[PATH_SLOTS];	/* the last 4 bytes of what stands in tail8, for relative paths too short for it */
	__u8 descriptors[INTEREST_ENTRIES];	/* by call: bit n when argument n is a descriptor */
};

/*
 * Descriptors in this range are remembered when their open was held back; others are always reported: higher ones for want
 * of room, standard input and output because events ask for these without naming them.
 */
#define HELD_FROM 3
#define HELD_NUMBERS 256

/* Map `counters`: one entry, per CPU. */
struct probe_counters {
	__u64 submitted;
	__u64 filtered;		/* calls of interest turned away by an INTEREST_NO_* or INTEREST_WRITE_OPEN bit */
	__u64 drops_ring_full;
	__u64 drops_too_large;
	__u64 drops_scratch;	/* the per-CPU work area was in use: a program interrupted another */
	__u64 entry_missed;	/* arguments could not be read at entry; read at exit instead */
	__u64 held_back;	/* opens turned away by push_down */
	__u64 told_later;	/* of these, told because an event about the descriptor followed */
};

/* Map `drops_by_code`: u64 by event code, per CPU. Map `drops_by_tgid`: u32 tgid -> u64. */
#define EVENT_CODES 512

#endif
