/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Which alternatives of the map push_down an open may still meet. Facts that cost nothing come first (how it opens, how it
 * ended), the path last: a few looks into tables by its first and last bytes, and one walk over it for what would make the
 * text of the path differ from the path that rules see ("//", "/./", "/../", a slash at the end; and any "../", which rules
 * look for by itself). Such a path is not
 * decided here, and neither is one above SHORT_BYTES.
 */
#ifndef LANNER_PUSH_DOWN_H
#define LANNER_PUSH_DOWN_H

#include "flags.bpf.h"
#include "maps.bpf.h"

/* What holds now, or null when nothing is held back. */
inline_fn struct push_down *push_down_now(void)
{
	__u32 zero = 0, *slot = bpf_map_lookup_elem(&push_down_slot, &zero);
	struct push_down *p = slot ? bpf_map_lookup_elem(&push_down, slot) : NULL;

	return p && p->generation ? p : NULL;
}

#define KIND_CREATES 4
#define KIND_TRUNCATES 8
#define KIND_EXECUTABLE 16
#define KIND_CREAT 3	/* the call creat: rules see no flags of it */
#define ANY_EXECUTE 0111

/* How a file is opened: read 0, write 1, both 2; may create; empties; makes a file that may be executed. */
inline_fn __u32 open_kind(__u32 flags, __u32 mode)
{
	__u32 access = flags & K_O_ACCMODE;
	__u32 kind = access < 2 ? access : 2;

	if (flags & (K_O_CREAT | K_O_TMPFILE_ONLY))
		kind |= KIND_CREATES | (mode & ANY_EXECUTE ? KIND_EXECUTABLE : 0);
	return kind | (flags & K_O_TRUNC ? KIND_TRUNCATES : 0);
}

inline_fn __u32 creat_kind(__u32 mode)
{
	return KIND_CREAT | KIND_CREATES | KIND_TRUNCATES | (mode & ANY_EXECUTE ? KIND_EXECUTABLE : 0);
}

inline_fn __u64 alternatives_of_kind(struct push_down *p, __u32 kind)
{
	return p->kinds[bounded(kind, OPEN_KINDS)];
}

#define PATH_SLOT_SHIFT 55

inline_fn __u32 path_slot(__u64 bytes)
{
	return bytes * 0x9e3779b97f4a7c15ULL >> PATH_SLOT_SHIFT;
}

#define EACH_BYTE(b) (0x0101010101010101ULL * (b))

/* The highest bit of each byte that is zero, and of no other: a slash and a dot differ by one bit, which borrows would mix up. */
inline_fn __u64 zero_bytes(__u64 word)
{
	return ~(((word & EACH_BYTE(0x7f)) + EACH_BYTE(0x7f)) | word | EACH_BYTE(0x7f));
}

#define SHORT_BYTES 224	/* longer paths are kept elsewhere, and not decided */

/* Room around a path, so that its last bytes can be read from any place in it. */
struct kept_path {
	__u8 before[8];		/* the last one is a slash: what stands before a relative path in the whole one */
	__u8 text[SHORT_BYTES];
	__u8 behind[40];
	struct {
		__u64 slashes, dots;	/* of the word before */
		__u64 untidy;
		__u64 met;		/* alternatives */
	} walk;
};

#define load(type, at) (*(type *)(at))

#define UNTIDY (~0ULL)

/* What stands at a slash; reads 8 bytes, which may reach behind the path. */
#define at_slash(p, path, at)								\
	((p)->middle4[path_slot(load(__u32, (path)->text + (at)))] |			\
	 (p)->middle8[path_slot(load(__u64, (path)->text + (at)))])

/*
 * The word of a path that begins at `at`; `len` is that of the path. With its state in memory, so that the verifier looks at
 * it once and not once for each turn of the loop. Pointers go to functions that are checked by themselves since 5.12.
 */
shared_fn __u32 look_at_word(struct push_down *p, struct kept_path *path, __u32 at, __u32 len)
{
	__u64 word, slashes, dots, before, met;

	if (!p || !path || at >= len || at > SHORT_BYTES - 8)
		return 0;
	word = load(__u64, path->text + at);
	if (len - at < 8)
		word &= (1ULL << 8 * bounded(len - at, 8)) - 1;
	slashes = zero_bytes(word ^ EACH_BYTE('/'));
	dots = zero_bytes(word ^ EACH_BYTE('.'));
	before = dots << 8 | path->walk.dots >> 56;
	path->walk.untidy |= (slashes & (slashes << 8 | path->walk.slashes >> 56)) |
		((slashes << 16 | path->walk.slashes >> 48) & before & (slashes | dots)) |
		((dots << 16 | path->walk.dots >> 48) & before & slashes);
	path->walk.slashes = slashes;
	path->walk.dots = dots;
	if (!slashes || !p->middles)
		return 1;
	met = path->walk.met;
#pragma clang loop unroll(full)
	for (__u32 byte = 0; byte < 8; byte++)
		if (slashes >> (8 * byte + 7) & 1)
			met |= at_slash(p, path, at + byte);
	path->walk.met = met;
	return 1;
}

/*
 * One walk over a path: the alternatives that its middle meets, or UNTIDY (all of them) when making it whole would change
 * more than put a directory before it. `len` without its zero, at least 1.
 */
shared_fn __u64 walk_path(struct push_down *p, struct kept_path *path, __u32 len, __u32 relative)
{
	__u8 last;

	if (!p || !path)
		return UNTIDY;
	last = path->text[bounded(len - 1, 256)];
	if (last == '.' || (last == '/' && len > 1))
		return UNTIDY;
	path->walk.slashes = relative ? 0x80ULL << 56 : 0;
	path->walk.dots = path->walk.untidy = path->walk.met = 0;
#pragma clang loop unroll(disable)
	for (__u32 at = 0; at < SHORT_BYTES; at += 8)
		if (!look_at_word(p, path, at, len))
			break;
	return path->walk.untidy ? UNTIDY : path->walk.met;
}

/* Of the alternatives in `left` those that the path may meet; `len` with its zero. */
inline_fn __u64 alternatives_of_path(struct push_down *p, struct kept_path *path, __u32 len, __u64 left)
{
	int relative = path->text[0] != '/';
	__u64 met = p->any_path, middle;
	__u32 whole;
	__u8 *end;

	if (len <= 1 || len >= SHORT_BYTES || !(left & ~met))
		return left;
	len--;
	path->before[7] = '/';
	middle = walk_path(p, path, len, relative);
	if (middle == UNTIDY)
		return left;
	end = path->text + bounded(len, 256);
	whole = len + relative;
	if (relative) {
		met |= p->relative;
	} else {
		met |= middle;
		if (len >= 4)
			met |= p->head4[path_slot(load(__u32, path->text))];
		if (len >= 8)
			met |= p->head8[path_slot(load(__u64, path->text))];
	}
	if (whole >= 4)
		met |= p->tail4[path_slot(load(__u32, end - 4))];
	else if (relative)
		met |= p->tails;
	if (whole >= 8)
		met |= p->tail8[path_slot(load(__u64, end - 8))];
	else if (relative && whole >= 4)
		met |= p->short_tail[path_slot(load(__u32, end - 4))];
	return left & met;
}

#endif
