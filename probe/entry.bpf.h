/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Arguments kept when a call begins, for the calls whose arguments another thread can change while they run. */
#ifndef LANNER_ENTRY_H
#define LANNER_ENTRY_H

#include "filler.bpf.h"

#define ENTRY_BYTES 4096

struct entry_args {
	__u32 nr;		/* 0xffffffff: nothing kept */
	__u32 flags;
	__u32 mode;
	__u32 len;		/* bytes kept in data */
	__u64 resolve;
	__u8 data[ENTRY_BYTES];
};

inline_fn struct entry_args *entry_of(struct filler *f)
{
	return NULL;
}

inline_fn void put_entry_path(struct event_writer *w, struct entry_args *e, __u64 address)
{
	put_user_string(w, address);
}

#endif
