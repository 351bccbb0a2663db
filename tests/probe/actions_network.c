// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Sockets of three families, connected and not. */
#include "expect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

/* Addresses in the events' own bytes: network order, ports the other way round. */
#define HOME4 "7f000001"
#define HOME6 "00000000000000000000000000000001"
#define PORT(p) (p) & 0xff, (p) >> 8

static char *hex_of(const char *text)
{
	static char hex[512];

	hex[0] = 0;
	for (size_t i = 0; i <= strlen(text); i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)text[i]);
	return hex;
}

static int port_of(int fd)
{
	struct sockaddr_in6 a;
	socklen_t len = sizeof(a);

	getsockname(fd, (void *)&a, &len);
	return ntohs(a.sin6_port);	/* at the same place in both families */
}

static void tcp4(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(a);
	long listener, client, server, r;
	int here, there;
	char got[64];

	listener = call(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
	expect("socket", "fd=%ld domain=2 type=1 proto=6 flags=4096", listener);
	r = call(SYS_bind, listener, &a, sizeof(a));
	expect("bind", "res=%ld addr=02" HOME4 "0000 fd=%ld", r, listener);
	r = call(SYS_listen, listener, 3);
	expect("listen", "res=%ld fd=%ld backlog=3", r, listener);
	r = call(SYS_getsockname, listener, &a, &len);
	expect("getsockname", "%s", "");
	there = ntohs(a.sin_port);
	client = call(SYS_socket, AF_INET, SOCK_STREAM, 0);
	r = call(SYS_connect, client, &a, sizeof(a));
	here = port_of(client);
	expect("connect", "res=%ld tuple=02" HOME4 "%02x%02x" HOME4 "%02x%02x fd=%ld addr=02" HOME4 "%02x%02x", r, PORT(here), PORT(there),
	       client, PORT(there));
	server = call(SYS_accept4, listener, NULL, NULL, 0);
	expect("accept4", "fd=%ld tuple=02" HOME4 "%02x%02x" HOME4 "%02x%02x queuepct=0 queuelen=0 queuemax=3 flags=0", server, PORT(here),
	       PORT(there));
	r = call(SYS_getpeername, client, &a, &len);
	expect("getpeername", "%s", "");
	r = call(SYS_sendto, client, "hi there", 8, 0, NULL, 0);
	expect("sendto", "res=%ld data=\"hi\\20there\" fd=%ld size=8 tuple=02" HOME4 "%02x%02x" HOME4 "%02x%02x", r, client, PORT(here),
	       PORT(there));
	r = call(SYS_recvfrom, server, got, sizeof(got), 0, NULL, NULL);
	expect("recvfrom", "res=8 data=\"hi\\20there\" tuple=02" HOME4 "%02x%02x" HOME4 "%02x%02x fd=%ld size=64", PORT(here), PORT(there),
	       server);
	r = call(SYS_recvfrom, server, got, sizeof(got), MSG_DONTWAIT, NULL, NULL);
	expect("recvfrom", "res=%d data=<NA> tuple=<NA> fd=%ld size=64", -EAGAIN, server);
	r = call(SYS_shutdown, client, SHUT_WR);
	expect("shutdown", "res=%ld fd=%ld how=1", r, client);
#ifdef SYS_accept
	close(client);
	client = socket(AF_INET, SOCK_STREAM, 0);
	connect(client, (void *)&a, sizeof(a));
	server = call(SYS_accept, listener, NULL, NULL);
	expect("accept", "fd=%ld tuple=02" HOME4 "%02x%02x" HOME4 "%02x%02x queuepct=0 queuelen=0 queuemax=3", server,
	       PORT(port_of(client)), PORT(there));
#endif
	r = call(SYS_accept, 0, NULL, NULL);
	expect("accept", "fd=%ld tuple=<NA>", r);
	close(listener);
	client = socket(AF_INET, SOCK_STREAM, 0);
	r = call(SYS_connect, client, &a, sizeof(a));
	expect("connect", "res=%d tuple=<NA> fd=%ld addr=02" HOME4 "%02x%02x", -ECONNREFUSED, client, PORT(there));
	close(client);
	close(server);
}

static void udp6(void)
{
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT }, from;
	int server = socket(AF_INET6, SOCK_DGRAM, 0), client = socket(AF_INET6, SOCK_DGRAM, 0);
	struct iovec iov[2] = { { "ab", 2 }, { "cde", 3 } };
	char got[16];
	struct iovec in = { got, sizeof(got) };
	struct msghdr m = { .msg_name = &a, .msg_namelen = sizeof(a), .msg_iov = iov, .msg_iovlen = 2 };
	struct mmsghdr many[2] = { { .msg_hdr = m }, { .msg_hdr = m } };
	struct msghdr n = { .msg_name = &from, .msg_namelen = sizeof(from), .msg_iov = &in, .msg_iovlen = 1 };
	struct mmsghdr few[3];
	int here, there;
	long r;

	if (bind(server, (void *)&a, sizeof(a))) {
		printf("SKIP udp6: no IPv6 here\n");
		return;
	}
	there = port_of(server);
	a.sin6_port = htons(there);
	/* Bound first, so that its own port is known to the event. */
	bind(client, (void *)&(struct sockaddr_in6){ .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT }, sizeof(a));
	here = port_of(client);
#define TUPLE6 "0a" HOME6 "%02x%02x" HOME6 "%02x%02x"
	r = call(SYS_sendto, client, "six", 3, 0, &a, sizeof(a));
	expect("sendto", "res=%ld data=\"six\" fd=%d size=3 tuple=" TUPLE6, r, client, PORT(here), PORT(there));
	r = call(SYS_recvfrom, server, got, 16, 0, &from, &(socklen_t){ sizeof(from) });
	expect("recvfrom", "res=3 data=\"six\" tuple=" TUPLE6 " fd=%d size=16", PORT(here), PORT(there), server);
	r = call(SYS_sendmsg, client, &m, 0);
	expect("sendmsg", "res=%ld data=\"abcde\" fd=%d size=5 tuple=" TUPLE6, r, client, PORT(here), PORT(there));
	r = call(SYS_recvmsg, server, &n, 0);
	expect("recvmsg", "res=5 size=16 data=\"abcde\" tuple=" TUPLE6 " msgcontrol=<NA> fd=%d", PORT(here), PORT(there), server);
	many[1].msg_hdr.msg_iovlen = 1;
	r = call(SYS_sendmmsg, client, many, 2, 0);
	expect("sendmmsg", "res=5 fd=%d size=5 data=\"abcde\" tuple=" TUPLE6, client, PORT(here), PORT(there));
	expect("sendmmsg", "res=2 fd=%d size=2 data=\"ab\" tuple=" TUPLE6, client, PORT(here), PORT(there));
	n.msg_namelen = sizeof(from);
	for (int i = 0; i < 3; i++)
		few[i].msg_hdr = n;
	r = call(SYS_recvmmsg, server, few, 3, MSG_DONTWAIT, NULL);
	/* Both are read into one buffer, so the second text covers the start of the first. */
	expect("recvmmsg", "res=5 fd=%d size=16 data=\"abcde\" tuple=" TUPLE6 " msgcontrol=<NA>", server, PORT(here), PORT(there));
	expect("recvmmsg", "res=2 fd=%d size=16 data=\"ab\" tuple=" TUPLE6 " msgcontrol=<NA>", server, PORT(here), PORT(there));
	r = call(SYS_recvmmsg, server, few, 3, MSG_DONTWAIT, NULL);
	expect("recvmmsg", "res=%d fd=%d size=0 data=<NA> tuple=<NA>", -EAGAIN, server);
	close(server);
	close(client);
}

static void local(void)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX, .sun_path = "sock" };
	struct sockaddr_un hidden = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM, 0), client = socket(AF_UNIX, SOCK_STREAM, 0), fds[2], none[2];
	char control[CMSG_SPACE(sizeof(int))] = {};
	struct iovec iov = { "c", 1 };
	struct msghdr m = { .msg_iov = &iov, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	char got[4];
	long r;

	r = call(SYS_bind, listener, &a, sizeof(a));
	expect("bind", "res=%ld addr=01%s fd=%d", r, hex_of("sock"), listener);
	listen(listener, 1);
	r = call(SYS_connect, client, &a, sizeof(a));
	expect("connect", "res=%ld fd=%d addr=01%s", r, client, hex_of("sock"));
	strcpy(hidden.sun_path + 1, "abstract");
	r = call(SYS_connect, client, &hidden, sizeof(sa_family_t) + 9);
	expect("connect", "res=%ld tuple=<NA> fd=%d addr=01%s", r, client, hex_of("@abstract"));
	r = call(SYS_socketpair, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds);
	expect("socketpair", "res=%ld fd1=%d fd2=%d domain=1 type=1 proto=0", r, fds[0], fds[1]);
	r = call(SYS_socketpair, AF_INET, SOCK_STREAM, 0, none);
	expect("socketpair", "res=%ld fd1=-1 fd2=-1 source=0 peer=0 domain=2 type=1 proto=0", r);
	*CMSG_FIRSTHDR(&m) = (struct cmsghdr){ CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS };
	memset(CMSG_DATA(CMSG_FIRSTHDR(&m)), 0, sizeof(int));
	sendmsg(fds[0], &m, 0);
	iov.iov_base = got;
	r = call(SYS_recvmsg, fds[1], &m, 0);
	expect("recvmsg", "res=1 size=1 data=\"c\" msgcontrol=\"\\14\\00\\00\\00\\00\\00\\00\\00\\01\\00\\00\\00\\01\\00\\00\\00\\%02x\\00\\00\\00\\00\\00\\00\\00\" fd=%d",
	       *CMSG_DATA(CMSG_FIRSTHDR(&m)), fds[1]);
}

static void options(void)
{
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1, error;
	struct timeval timeout = { 2, 5 };
	socklen_t len = sizeof(error);
	long r;

	r = call(SYS_setsockopt, fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	expect("setsockopt", "res=%ld fd=%d level=1 optname=2 val=0201000000 optlen=4", r, fd);
	r = call(SYS_setsockopt, fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	expect("setsockopt", "res=%ld fd=%d level=1 optname=20 val=04%02x%02x%02x%02x%02x000000 optlen=16", r, fd, 2000005000UL & 0xff,
	       2000005000UL >> 8 & 0xff, 2000005000UL >> 16 & 0xff, 2000005000UL >> 24 & 0xff, 0);
	r = call(SYS_setsockopt, fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	expect("setsockopt", "res=%ld fd=%d level=2 optname=0 val=0001000000 optlen=4", r, fd);
	r = call(SYS_getsockopt, fd, SOL_SOCKET, SO_ERROR, &error, &len);
	expect("getsockopt", "res=%ld fd=%d level=1 optname=4 val=010000000000000000 optlen=4", r, fd);
	r = call(SYS_getsockopt, fd, SOL_SOCKET, 9999, &error, &len);
	expect("getsockopt", "res=%ld fd=%d level=1 optname=0 val=<NA>", r, fd);
	close(fd);
}

void do_network(void)
{
	tcp4();
	udp6();
	local();
	options();
}
