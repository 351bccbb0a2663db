/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/*
 * Socket addresses and tuples. A tuple is source and destination: for calls that send, source is our side; for calls
 * that receive or accept, the other side.
 */
#ifndef LANNER_SOCKET_H
#define LANNER_SOCKET_H

#include "file.bpf.h"
#include "filler.bpf.h"

#define FAMILY_UNIX 1
#define FAMILY_INET 2
#define FAMILY_INET6 10
#define S_IFMT_BITS 0170000
#define S_IFSOCK_BITS 0140000

#define SUN_PATH_BYTES 108

/* A socket address as user space wrote it. */
struct user_sockaddr {
	__u16 family;
	union {
		struct {
			__be16 port;
			__be32 address;
		} __attribute__((packed)) in;
		struct {
			__be16 port;
			__be32 flowinfo;
			__u8 address[16];
		} __attribute__((packed)) in6;
		char path[SOCKADDR_BYTES - 2];
	};
} __attribute__((packed));

/* The length to trust of an address the caller gives. */
inline_fn __u32 sockaddr_len(__u64 len)
{
	return len < SUN_PATH_BYTES + 2 ? len : SUN_PATH_BYTES + 2;
}

inline_fn void read_sockaddr(struct user_sockaddr *to, __u64 address, __u64 len)
{
	__u32 take = sockaddr_len(len);

	__builtin_memset(to, 0, sizeof(*to));
	if (address && take >= sizeof(to->family))
		bpf_probe_read_user(to, take & 0x7f, (void *)address);
}

inline_fn __u16 swap16(__u16 v) { return __builtin_bswap16(v); }

/* A unix path and its zero; a name without a file begins with '@', as the kernel's own lists show it. */
inline_fn void append_sun_path(struct event_writer *w, __u32 *len, const char *path)
{
	__u8 *to = w->buf + ((w->pos + *len) & CURSOR_MASK);
	long n;

	if (!path[0]) {
		if (!path[1]) {
			*to = 0;
			++*len;
			return;
		}
		*to = '@';
		n = bpf_probe_read_kernel_str(to + 1, SUN_PATH_BYTES, path + 1);
		*len += 1 + (n > 0 ? n & 0x7f : 0);
		return;
	}
	n = bpf_probe_read_kernel_str(to, SUN_PATH_BYTES, path);
	*len += n > 0 ? n & 0x7f : 0;
}

inline_fn void put_sockaddr(struct event_writer *w, struct user_sockaddr *a)
{
	__u8 *to = cursor(w);
	__u32 len = 1;

	switch (a->family) {
	case FAMILY_INET:
		store(__u8, to, FAMILY_INET);
		store(__u32, to + 1, a->in.address);
		store(__u16, to + 5, swap16(a->in.port));
		end_param(w, 7);
		return;
	case FAMILY_INET6:
		store(__u8, to, FAMILY_INET6);
		__builtin_memcpy(to + 1, a->in6.address, 16);
		store(__u16, to + 17, swap16(a->in6.port));
		end_param(w, 19);
		return;
	case FAMILY_UNIX:
		store(__u8, to, FAMILY_UNIX);
		append_sun_path(w, &len, a->path);
		end_param(w, len);
		return;
	default:
		put_empty(w);
	}
}

/* ---- from a descriptor to its socket ---- */

inline_fn struct sock *sock_of_file(struct file *file)
{
	struct socket *socket;

	if (!file || (walk(file, f_inode, i_mode) & S_IFMT_BITS) != S_IFSOCK_BITS)
		return NULL;
	socket = walk(file, private_data);
	return walk(socket, sk);
}

inline_fn struct sock *sock_of(struct task_struct *task, __s32 fd)
{
	return sock_of_file(file_of(task, fd));
}

enum direction { OUTBOUND, INBOUND };

struct endpoint4 {
	__be32 address;
	__u16 port;
};

struct endpoint6 {
	__u8 address[16];
	__u16 port;
};

inline_fn void put_tuple4(struct event_writer *w, struct sock *sk, enum direction direction, struct user_sockaddr *peer)
{
	struct inet_sock *inet = (void *)sk;
	struct endpoint4 here, there;
	__u8 *to = cursor(w);

	here.address = walk(inet, inet_saddr);
	here.port = swap16(walk(inet, inet_sport));
	there.address = walk(sk, __sk_common.skc_daddr);
	there.port = swap16(walk(sk, __sk_common.skc_dport));
	if (!there.port && peer && peer->family == FAMILY_INET) {
		there.address = peer->in.address;
		there.port = swap16(peer->in.port);
	}
	store(__u8, to, FAMILY_INET);
	store(__u32, to + 1, direction == OUTBOUND ? here.address : there.address);
	store(__u16, to + 5, direction == OUTBOUND ? here.port : there.port);
	store(__u32, to + 7, direction == OUTBOUND ? there.address : here.address);
	store(__u16, to + 11, direction == OUTBOUND ? there.port : here.port);
	end_param(w, 13);
}

inline_fn void put_tuple6(struct event_writer *w, struct sock *sk, enum direction direction, struct user_sockaddr *peer)
{
	struct inet_sock *inet = (void *)sk;
	struct endpoint6 here, there;
	__u8 *to = cursor(w);

	BPF_CORE_READ_INTO(&here.address, inet, pinet6, saddr);
	here.port = swap16(walk(inet, inet_sport));
	BPF_CORE_READ_INTO(&there.address, sk, __sk_common.skc_v6_daddr);
	there.port = swap16(walk(sk, __sk_common.skc_dport));
	if (!there.port && peer && peer->family == FAMILY_INET6) {
		__builtin_memcpy(there.address, peer->in6.address, 16);
		there.port = swap16(peer->in6.port);
	}
	store(__u8, to, FAMILY_INET6);
	__builtin_memcpy(to + 1, direction == OUTBOUND ? here.address : there.address, 16);
	store(__u16, to + 17, direction == OUTBOUND ? here.port : there.port);
	__builtin_memcpy(to + 19, direction == OUTBOUND ? there.address : here.address, 16);
	store(__u16, to + 35, direction == OUTBOUND ? there.port : here.port);
	end_param(w, 37);
}

/* The bound name of a unix socket; an empty one when it has none. */
inline_fn void read_unix_name(struct user_sockaddr *to, struct unix_sock *unix_sock)
{
	struct unix_address *address = walk(unix_sock, addr);
	__u32 len;

	__builtin_memset(to, 0, sizeof(*to));
	if (!address)
		return;
	len = sockaddr_len(walk(address, len));
	bpf_probe_read_kernel(to, len & 0x7f, (void *)address + bpf_core_field_offset(struct unix_address, name));
}

inline_fn void put_tuple_unix(struct event_writer *w, struct sock *sk, enum direction direction, struct user_sockaddr *peer)
{
	struct unix_sock *here = (void *)sk;
	struct unix_sock *there = (void *)walk(here, peer);
	struct user_sockaddr name;
	__u8 *to = cursor(w);
	__u32 len = 17;

	store(__u8, to, FAMILY_UNIX);
	store(__u64, to + 1, direction == OUTBOUND ? here : there);
	store(__u64, to + 9, direction == OUTBOUND ? there : here);
	if (direction == INBOUND) {
		read_unix_name(&name, here);
		append_sun_path(w, &len, name.path);
	} else if (peer && peer->family == FAMILY_UNIX) {
		append_sun_path(w, &len, peer->path);
	} else {
		read_unix_name(&name, there);
		append_sun_path(w, &len, name.path);
	}
	end_param(w, len);
}

/* `peer` is the address the call named, if it did: an unconnected socket has none of its own. */
inline_fn void put_tuple(struct filler *f, __s32 fd, enum direction direction, struct user_sockaddr *peer)
{
	struct sock *sk = sock_of(f->task, fd);

	switch (sk ? walk(sk, __sk_common.skc_family) : 0) {
	case FAMILY_INET:
		put_tuple4(&f->w, sk, direction, peer);
		return;
	case FAMILY_INET6:
		put_tuple6(&f->w, sk, direction, peer);
		return;
	case FAMILY_UNIX:
		put_tuple_unix(&f->w, sk, direction, peer);
		return;
	default:
		put_empty(&f->w);
	}
}

#endif
