/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Calls on sockets. */
#ifndef LANNER_NET_H
#define LANNER_NET_H

#include "entry.bpf.h"
#include "flags.bpf.h"
#include "io.bpf.h"
#include "socket.bpf.h"

/* ---- making connections ---- */

SEC("tp_btf/sys_exit")
int bind_x(__u64 *ctx)
{
	struct user_sockaddr address;
	struct filler f;

	if (!begin_filler(&f, 3))
		return 0;
	read_sockaddr(&address, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, f.call->ret);
	put_sockaddr(&f.w, &address);
	put_s64(&f.w, (__s32)f.call->args[0]);
	return end_filler(&f, EVENT_bind);
}

#define EINPROGRESS_NR 115

/* The address kept at entry; 0 when there is none. */
inline_fn int entry_sockaddr(struct filler *f, struct user_sockaddr *to)
{
	struct entry_short *e = entry_of(f, f->call->args[1]);
	__u32 len;

	if (!e)
		return 0;
	__builtin_memset(to, 0, sizeof(*to));
	len = sockaddr_len(e->len);
	bpf_probe_read_kernel(to, len & (SOCKADDR_BYTES - 1), e->path.text);
	return 1;
}

SEC("tp_btf/sys_exit")
int connect_x(__u64 *ctx)
{
	struct user_sockaddr address;
	struct filler f;

	if (!begin_filler(&f, 4))
		return 0;
	if (!entry_sockaddr(&f, &address))
		read_sockaddr(&address, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, f.call->ret);
	if (f.call->ret == 0 || f.call->ret == -EINPROGRESS_NR)
		put_tuple(&f, f.call->args[0], OUTBOUND, &address);
	else
		put_empty(&f.w);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_sockaddr(&f.w, &address);
	return end_filler(&f, EVENT_connect);
}

/* How full the queue of a listening socket is. */
inline_fn void put_queue(struct filler *f)
{
	struct sock *listener = sock_of(f->task, f->call->args[0]);
	__u32 len = listener ? walk(listener, sk_ack_backlog) : 0;
	__u32 max = listener ? walk(listener, sk_max_ack_backlog) : 0;

	put_u8(&f->w, max ? (__u64)len * 100 / max : 0);
	put_u32(&f->w, len);
	put_u32(&f->w, max);
}

inline_fn void put_accepted(struct filler *f)
{
	put_s64(&f->w, f->call->ret);
	if (f->call->ret >= 0)
		put_tuple(f, f->call->ret, INBOUND, NULL);
	else
		put_empty(&f->w);
	put_queue(f);
}

SEC("tp_btf/sys_exit")
int accept_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_accepted(&f);
	return end_filler(&f, EVENT_accept);
}

SEC("tp_btf/sys_exit")
int accept4_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 6))
		return 0;
	put_accepted(&f);
	put_s32(&f.w, f.call->args[3]);
	return end_filler(&f, EVENT_accept4);
}

SEC("tp_btf/sys_exit")
int socketpair_x(__u64 *ctx)
{
	__s32 fds[2] = { -1, -1 };
	struct unix_sock *source = NULL;
	struct sock *peer = NULL;
	struct filler f;

	if (!begin_filler(&f, 8))
		return 0;
	if (f.call->ret == 0) {
		bpf_probe_read_user(fds, sizeof(fds), (void *)f.call->args[3]);
		source = (void *)sock_of(f.task, fds[0]);
		if (source)
			peer = walk(source, peer);
	}
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, fds[0]);
	put_s64(&f.w, fds[1]);
	put_u64(&f.w, (__u64)source);
	put_u64(&f.w, (__u64)peer);
	put_u32(&f.w, socket_family(f.call->args[0]));
	put_u32(&f.w, socket_type(f.call->args[1]));
	put_u32(&f.w, f.call->args[2]);
	return end_filler(&f, EVENT_socketpair);
}

/* ---- one message ---- */

inline_fn int send_to(__u16 code)
{
	struct user_sockaddr address;
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	read_sockaddr(&address, code == EVENT_sendto ? f.call->args[4] : 0, f.call->args[5]);
	put_s64(&f.w, f.call->ret);
	put_data_out(&f, f.call->args[1], f.call->args[2]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	put_tuple(&f, f.call->args[0], OUTBOUND, &address);
	return end_filler(&f, code);
}

SEC("tp_btf/sys_exit")
int send_x(__u64 *ctx)
{
	return send_to(EVENT_send);
}

SEC("tp_btf/sys_exit")
int sendto_x(__u64 *ctx)
{
	return send_to(EVENT_sendto);
}

SEC("tp_btf/sys_exit")
int recv_x(__u64 *ctx)
{
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_in(&f, f.call->args[1]);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	if (f.call->ret >= 0)
		put_tuple(&f, f.call->args[0], INBOUND, NULL);
	else
		put_empty(&f.w);
	return end_filler(&f, EVENT_recv);
}

/* The address of the sender, where the kernel wrote it for the caller. */
inline_fn void read_sender(struct user_sockaddr *to, __u64 address, __u64 len_address)
{
	__u32 len = 0;

	if (address && len_address)
		bpf_probe_read_user(&len, sizeof(len), (void *)len_address);
	read_sockaddr(to, address, len);
}

SEC("tp_btf/sys_exit")
int recvfrom_x(__u64 *ctx)
{
	struct user_sockaddr sender;
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	put_s64(&f.w, f.call->ret);
	put_data_in(&f, f.call->args[1]);
	if (f.call->ret >= 0) {
		read_sender(&sender, f.call->args[4], f.call->args[5]);
		put_tuple(&f, f.call->args[0], INBOUND, &sender);
	} else {
		put_empty(&f.w);
	}
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u32(&f.w, f.call->args[2]);
	return end_filler(&f, EVENT_recvfrom);
}

/* ---- messages with a header ---- */

struct user_message {
	__u64 name;
	__u64 iov;
	__u64 control;
	__u32 name_len;
	__u32 iov_len;
	__u32 control_len;
	__u32 sent;	/* mmsghdr only: bytes of this message */
};

struct native_msghdr {
	__u64 name;
	__u32 name_len;
	__u32 pad;
	__u64 iov;
	__u64 iov_len;
	__u64 control;
	__u64 control_len;
	__u32 flags;
	__u32 pad2;
	__u32 sent;
	__u32 pad3;
};

struct compat_msghdr_probe {
	__u32 name;
	__u32 name_len;
	__u32 iov;
	__u32 iov_len;
	__u32 control;
	__u32 control_len;
	__u32 flags;
	__u32 sent;
};

#define NATIVE_MSGHDR_BYTES 56
#define COMPAT_MSGHDR_BYTES 28

/* `many`: the header is of the array kind, with the length transferred behind it. */
inline_fn void read_message(struct user_message *m, __u64 address, __u32 compat, int many)
{
	__builtin_memset(m, 0, sizeof(*m));
	if (compat) {
		struct compat_msghdr_probe h = {};

		bpf_probe_read_user(&h, many ? sizeof(h) : COMPAT_MSGHDR_BYTES, (void *)address);
		m->name = h.name;
		m->name_len = h.name_len;
		m->iov = h.iov;
		m->iov_len = h.iov_len;
		m->control = h.control;
		m->control_len = h.control_len;
		m->sent = h.sent;
	} else {
		struct native_msghdr h = {};

		bpf_probe_read_user(&h, many ? sizeof(h) : NATIVE_MSGHDR_BYTES, (void *)address);
		m->name = h.name;
		m->name_len = h.name_len;
		m->iov = h.iov;
		m->iov_len = h.iov_len;
		m->control = h.control;
		m->control_len = h.control_len;
		m->sent = h.sent;
	}
}

SEC("tp_btf/sys_exit")
int sendmsg_x(__u64 *ctx)
{
	struct user_sockaddr to;
	struct user_message m;
	struct filler f;

	if (!begin_filler(&f, 5))
		return 0;
	read_message(&m, f.call->args[1], f.call->compat, 0);
	read_sockaddr(&to, m.name, m.name_len);
	put_s64(&f.w, f.call->ret);
	put_iovec_out(&f, m.iov, m.iov_len);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_iovec_total(&f, m.iov, m.iov_len);
	put_tuple(&f, f.call->args[0], OUTBOUND, &to);
	return end_filler(&f, EVENT_sendmsg);
}

SEC("tp_btf/sys_exit")
int recvmsg_x(__u64 *ctx)
{
	struct user_sockaddr sender;
	struct user_message m;
	struct filler f;

	if (!begin_filler(&f, 6))
		return 0;
	read_message(&m, f.call->args[1], f.call->compat, 0);
	put_s64(&f.w, f.call->ret);
	put_iovec_total(&f, m.iov, m.iov_len);
	put_iovec_in(&f, m.iov, m.iov_len);
	if (f.call->ret >= 0) {
		read_sockaddr(&sender, m.name, m.name_len);
		put_tuple(&f, f.call->args[0], INBOUND, &sender);
		put_user_bytes(&f.w, m.control, m.control_len, snaplen());
	} else {
		put_empty(&f.w);
		put_empty(&f.w);
	}
	put_s64(&f.w, (__s32)f.call->args[0]);
	return end_filler(&f, EVENT_recvmsg);
}

/* ---- many messages: one event each ---- */

#define MESSAGES_LOOKED_AT 64

inline_fn void ship_message(struct filler *f, __u16 code)
{
	put_header(f->w.buf, f->task, f->tgid, f->tid, f->call->latency_ns, f->call->compat ? RECORD_COMPAT : 0, code,
		   f->nparams, f->w.pos);
	end_scratch(&f->w, code, f->tgid);
}

/* One message of sendmmsg or recvmmsg; `index` beyond the number of messages only for a failed call. */
inline_fn int one_message(__u32 index, __u16 code, enum direction direction)
{
	int inbound = direction == INBOUND;
	__u32 nparams = inbound ? 6 : 5;
	struct user_sockaddr other;
	struct user_message m;
	struct filler f;
	__u64 at;

	if (!enter_filler(&f))
		return 0;
	f.nparams = nparams;
	begin_scratch(&f.w, f.s, nparams);
	at = f.call->args[1] + (__u64)index * (f.call->compat ? sizeof(struct compat_msghdr_probe) : sizeof(struct native_msghdr));
	read_message(&m, at, f.call->compat, 1);
	put_s64(&f.w, f.call->ret < 0 ? f.call->ret : m.sent);
	put_s64(&f.w, (__s32)f.call->args[0]);
	if (f.call->ret < 0 && inbound) {
		put_u32(&f.w, 0);
		put_empty(&f.w);
		put_empty(&f.w);
		put_empty(&f.w);
		ship_message(&f, code);
		return 0;
	}
	put_iovec_total(&f, m.iov, m.iov_len);
	put_iovec(&f, m.iov, m.iov_len, f.call->ret < 0 ? SNAPLEN_MAX : m.sent);
	read_sockaddr(&other, m.name, m.name_len);
	put_tuple(&f, f.call->args[0], direction, &other);
	if (inbound)
		put_user_bytes(&f.w, m.control, m.control_len, snaplen());
	ship_message(&f, code);
	return 0;
}

shared_fn int one_sent_message(__u32 index)
{
	return one_message(index, EVENT_sendmmsg, OUTBOUND);
}

shared_fn int one_received_message(__u32 index)
{
	return one_message(index, EVENT_recvmmsg, INBOUND);
}

SEC("tp_btf/sys_exit")
int sendmmsg_x(__u64 *ctx)
{
	struct filler f;

	if (!enter_filler(&f))
		return 0;
	if (f.call->ret <= 0)
		one_sent_message(0);
	for (__u32 i = 0; i < MESSAGES_LOOKED_AT; i++) {
		if (f.call->ret <= 0 || i >= f.call->ret)
			break;
		one_sent_message(i);
	}
	return leave_filler(&f);
}

SEC("tp_btf/sys_exit")
int recvmmsg_x(__u64 *ctx)
{
	struct filler f;

	if (!enter_filler(&f))
		return 0;
	if (f.call->ret <= 0)
		one_received_message(0);
	for (__u32 i = 0; i < MESSAGES_LOOKED_AT; i++) {
		if (f.call->ret <= 0 || i >= f.call->ret)
			break;
		one_received_message(i);
	}
	return leave_filler(&f);
}

/* ---- options ---- */

#define K_SOL_SOCKET 1
#define K_SOL_TCP 6
#define SO_ERROR_NR 4
#define SO_RCVTIMEO_NR 20
#define SO_SNDTIMEO_NR 21
#define SO_COOKIE_TABLE 53

inline_fn __u8 sockopt_level(__u32 level)
{
	return level == K_SOL_SOCKET ? 1 : level == K_SOL_TCP ? 2 : 0;
}

inline_fn __u8 sockopt_option(__u32 level, __u32 option)
{
	if (level != K_SOL_SOCKET)
		return 0;
	switch (option) {
	case 55: return 52;	/* SO_MEMINFO */
	case 57: return 53;	/* SO_COOKIE */
	case 59: return 51;	/* SO_PEERGROUPS */
	case 63: return 29;	/* SO_TIMESTAMP_NEW */
	case 64: return 35;	/* SO_TIMESTAMPNS_NEW */
	case 65: return 37;	/* SO_TIMESTAMPING_NEW */
	case 66: return 20;	/* SO_RCVTIMEO_NEW */
	case 67: return 21;	/* SO_SNDTIMEO_NEW */
	default: return option <= 50 ? option : 0;
	}
}

/* Options whose value is one int. */
inline_fn int sockopt_is_int(__u8 option)
{
	/* DEBUG REUSEADDR TYPE DONTROUTE BROADCAST SNDBUF RCVBUF KEEPALIVE OOBINLINE NO_CHECK PRIORITY BSDCOMPAT REUSEPORT
	 * PASSCRED RCVLOWAT SNDLOWAT TIMESTAMP ACCEPTCONN SNDBUFFORCE RCVBUFFORCE PASSSEC TIMESTAMPNS MARK TIMESTAMPING
	 * PROTOCOL DOMAIN RXQ_OVFL WIFI_STATUS PEEK_OFF NOFCS LOCK_FILTER SELECT_ERR_QUEUE BUSY_POLL MAX_PACING_RATE
	 * BPF_EXTENSIONS INCOMING_CPU */
	const __u64 ints = 1ULL << 1 | 1ULL << 2 | 1ULL << 3 | 1ULL << 5 | 1ULL << 6 | 1ULL << 7 | 1ULL << 8 | 1ULL << 9 |
			   1ULL << 10 | 1ULL << 11 | 1ULL << 12 | 1ULL << 14 | 1ULL << 15 | 1ULL << 16 | 1ULL << 18 |
			   1ULL << 19 | 1ULL << 29 | 1ULL << 30 | 1ULL << 32 | 1ULL << 33 | 1ULL << 34 | 1ULL << 35 |
			   1ULL << 36 | 1ULL << 37 | 1ULL << 38 | 1ULL << 39 | 1ULL << 40 | 1ULL << 41 | 1ULL << 42 |
			   1ULL << 43 | 1ULL << 44 | 1ULL << 45 | 1ULL << 46 | 1ULL << 47 | 1ULL << 48 | 1ULL << 49;

	return option < 64 && ints >> option & 1;
}

enum sockopt_kind { SOCKOPT_RAW, SOCKOPT_ERRNO, SOCKOPT_UINT32, SOCKOPT_UINT64, SOCKOPT_TIME };

inline_fn void put_sockopt_value(struct filler *f, __u8 option, __u64 address, __u32 len)
{
	__u8 *to = cursor(&f->w);
	__s32 narrow = 0;
	__u64 wide[2] = {};

	if (option == SO_ERROR_NR) {
		bpf_probe_read_user(&narrow, sizeof(narrow), (void *)address);
		store(__u8, to, SOCKOPT_ERRNO);
		store(__s64, to + 1, -(__s64)narrow);
		end_param(&f->w, 9);
	} else if (option == SO_RCVTIMEO_NR || option == SO_SNDTIMEO_NR) {
		if (len >= sizeof(wide)) {
			bpf_probe_read_user(wide, sizeof(wide), (void *)address);
		} else {
			__u32 pair[2] = {};

			bpf_probe_read_user(pair, sizeof(pair), (void *)address);
			wide[0] = pair[0];
			wide[1] = pair[1];
		}
		store(__u8, to, SOCKOPT_TIME);
		store(__u64, to + 1, wide[0] * NSEC_PER_SEC + wide[1] * 1000);
		end_param(&f->w, 9);
	} else if (option == SO_COOKIE_TABLE) {
		bpf_probe_read_user(wide, sizeof(wide[0]), (void *)address);
		store(__u8, to, SOCKOPT_UINT64);
		store(__u64, to + 1, wide[0]);
		end_param(&f->w, 9);
	} else if (sockopt_is_int(option) && len >= sizeof(narrow)) {
		bpf_probe_read_user(&narrow, sizeof(narrow), (void *)address);
		store(__u8, to, SOCKOPT_UINT32);
		store(__u32, to + 1, narrow);
		end_param(&f->w, 5);
	} else {
		__u32 take = len < snaplen() ? len : snaplen();

		store(__u8, to, SOCKOPT_RAW);
		if (take && bpf_probe_read_user(to + 1, take & (WRITE_MAX / 2 - 1), (void *)address))
			take = 0;
		end_param(&f->w, 1 + (take & (WRITE_MAX / 2 - 1)));
	}
}

inline_fn int sockopt(__u16 code)
{
	struct filler f;
	__u32 len;
	__u8 option;

	if (!begin_filler(&f, 6))
		return 0;
	len = f.call->args[4];
	if (code == EVENT_getsockopt) {
		len = 0;
		bpf_probe_read_user(&len, sizeof(len), (void *)f.call->args[4]);
	}
	option = sockopt_option(f.call->args[1], f.call->args[2]);
	put_s64(&f.w, f.call->ret);
	put_s64(&f.w, (__s32)f.call->args[0]);
	put_u8(&f.w, sockopt_level(f.call->args[1]));
	put_u8(&f.w, option);
	if (f.call->ret < 0 && code == EVENT_getsockopt)
		put_empty(&f.w);
	else
		put_sockopt_value(&f, option, f.call->args[3], len);
	put_u32(&f.w, len);
	return end_filler(&f, code);
}

SEC("tp_btf/sys_exit")
int setsockopt_x(__u64 *ctx)
{
	return sockopt(EVENT_setsockopt);
}

SEC("tp_btf/sys_exit")
int getsockopt_x(__u64 *ctx)
{
	return sockopt(EVENT_getsockopt);
}

#endif
