/* SPDX-License-Identifier: GPL-2.0 OR Apache-2.0 */
/* Kernel values to the values of schema/flags.tsv. A function is named for what it converts. */
#ifndef LANNER_FLAGS_H
#define LANNER_FLAGS_H

#include "compat.bpf.h"

/* Moves one bit; both are constants, so this is a test and an or. */
#define bit(value, from, to) (((value) & (from)) ? (to) : 0)

#define K_O_ACCMODE 3
#define K_O_CREAT 0100
#define K_O_EXCL 0200
#define K_O_TRUNC 01000
#define K_O_APPEND 02000
#define K_O_NONBLOCK 04000
#define K_O_DSYNC 010000
#define K_O_CLOEXEC 02000000
#define K_O_SYNC_ONLY 04000000
#define K_O_TMPFILE_ONLY 020000000
#if defined(__TARGET_ARCH_arm64)
#define K_O_DIRECTORY 040000
#define K_O_DIRECT 0200000
#define K_O_LARGEFILE 0400000
#else
#define K_O_DIRECT 040000
#define K_O_LARGEFILE 0100000
#define K_O_DIRECTORY 0200000
#endif

#define T_O_RDONLY 1
#define T_O_WRONLY 2
#define T_O_RDWR 3
#define T_O_CREAT 4
#define T_O_APPEND 8
#define T_O_DSYNC 16
#define T_O_EXCL 32
#define T_O_NONBLOCK 64
#define T_O_SYNC 128
#define T_O_TRUNC 256
#define T_O_DIRECT 512
#define T_O_DIRECTORY 1024
#define T_O_LARGEFILE 2048
#define T_O_CLOEXEC 4096
#define T_O_TMPFILE 8192
#define T_O_F_CREATED 16384
#define T_FD_UPPER_LAYER 32768
#define T_FD_LOWER_LAYER 65536

inline_fn __u32 file_flags(__u32 f)
{
	__u32 mode = f & K_O_ACCMODE;
	__u32 t = mode == 0 ? T_O_RDONLY : mode == 1 ? T_O_WRONLY : T_O_RDWR;

	t |= bit(f, K_O_CREAT, T_O_CREAT);
	t |= bit(f, K_O_TMPFILE_ONLY, T_O_TMPFILE);
	t |= bit(f, K_O_APPEND, T_O_APPEND);
	t |= bit(f, K_O_DSYNC, T_O_DSYNC);
	t |= bit(f, K_O_EXCL, T_O_EXCL);
	t |= bit(f, K_O_NONBLOCK, T_O_NONBLOCK);
	t |= bit(f, K_O_SYNC_ONLY, T_O_SYNC);
	t |= bit(f, K_O_TRUNC, T_O_TRUNC);
	t |= bit(f, K_O_DIRECT, T_O_DIRECT);
	t |= bit(f, K_O_DIRECTORY, T_O_DIRECTORY);
	t |= bit(f, K_O_LARGEFILE, T_O_LARGEFILE);
	t |= bit(f, K_O_CLOEXEC, T_O_CLOEXEC);
	return t;
}

inline_fn int may_write(__u32 f)
{
	return f & (K_O_ACCMODE | K_O_CREAT | K_O_TRUNC | K_O_TMPFILE_ONLY);
}

/* Descriptor flags of calls that know no access mode (pipe2, dup3, socket...). */
inline_fn __u32 fd_flags(__u32 f)
{
	return bit(f, K_O_NONBLOCK, T_O_NONBLOCK) | bit(f, K_O_CLOEXEC, T_O_CLOEXEC) | bit(f, K_O_DIRECT, T_O_DIRECT);
}

/* The mode argument counts only when a file may be created. */
inline_fn __u32 open_mode(__u32 flags, __u32 mode)
{
	return flags & (K_O_CREAT | K_O_TMPFILE_ONLY) ? mode : 0;
}

inline_fn __u32 clone_flags(__u64 f)
{
	__u32 t = 0;

	t |= bit(f, 0x00000100, 1 << 15);	/* VM */
	t |= bit(f, 0x00000200, 1 << 1);	/* FS */
	t |= bit(f, 0x00000400, 1 << 0);	/* FILES */
	t |= bit(f, 0x00000800, 1 << 11);	/* SIGHAND */
	t |= bit(f, 0x00002000, 1 << 10);	/* PTRACE */
	t |= bit(f, 0x00004000, 1 << 27);	/* VFORK */
	t |= bit(f, 0x00008000, 1 << 8);	/* PARENT */
	t |= bit(f, 0x00010000, 1 << 13);	/* THREAD */
	t |= bit(f, 0x00020000, 1 << 5);	/* NEWNS */
	t |= bit(f, 0x00040000, 1 << 12);	/* SYSVSEM */
	t |= bit(f, 0x00080000, 1 << 25);	/* SETTLS */
	t |= bit(f, 0x00100000, 1 << 9);	/* PARENT_SETTID */
	t |= bit(f, 0x00200000, 1 << 23);	/* CHILD_CLEARTID */
	t |= bit(f, 0x00800000, 1 << 14);	/* UNTRACED */
	t |= bit(f, 0x01000000, 1 << 24);	/* CHILD_SETTID */
	t |= bit(f, 0x02000000, 1 << 28);	/* NEWCGROUP */
	t |= bit(f, 0x04000000, 1 << 7);	/* NEWUTS */
	t |= bit(f, 0x08000000, 1 << 3);	/* NEWIPC */
	t |= bit(f, 0x10000000, 1 << 20);	/* NEWUSER */
	t |= bit(f, 0x20000000, 1 << 6);	/* NEWPID */
	t |= bit(f, 0x40000000, 1 << 4);	/* NEWNET */
	t |= bit(f, 0x80000000, 1 << 2);	/* IO */
	return t;
}

#define T_CLONE_CHILD_IN_PIDNS (1 << 29)

#define SOCKADDR_BYTES 128	/* a sockaddr_un has 110; the rest lets a mask stand for the bound */
#define K_SOCK_TYPE_MASK 0xf

inline_fn __u32 socket_type(__u32 type) { return type & K_SOCK_TYPE_MASK; }
inline_fn __u32 socket_family(__u32 family) { return family <= 39 ? family : 0; }

inline_fn __u8 fcntl_command(__u32 cmd)
{
	switch (cmd) {
	case 0: return 1;	/* F_DUPFD */
	case 1: return 2;	/* F_GETFD */
	case 2: return 3;	/* F_SETFD */
	case 3: return 4;	/* F_GETFL */
	case 4: return 5;	/* F_SETFL */
	case 5: return 6;	/* F_GETLK */
	case 6: return 8;	/* F_SETLK */
	case 7: return 9;	/* F_SETLKW */
	case 8: return 10;	/* F_SETOWN */
	case 9: return 12;	/* F_GETOWN */
	case 10: return 13;	/* F_SETSIG */
	case 11: return 15;	/* F_GETSIG */
	case 12: return 17;	/* F_GETLK64 */
	case 13: return 18;	/* F_SETLK64 */
	case 14: return 19;	/* F_SETLKW64 */
	case 15: return 21;	/* F_SETOWN_EX */
	case 16: return 22;	/* F_GETOWN_EX */
	case 36: return 30;	/* F_OFD_GETLK */
	case 37: return 31;	/* F_OFD_SETLK */
	case 38: return 32;	/* F_OFD_SETLKW */
	case 1024: return 23;	/* F_SETLEASE */
	case 1025: return 24;	/* F_GETLEASE */
	case 1026: return 27;	/* F_NOTIFY */
	case 1029: return 25;	/* F_CANCELLK */
	case 1030: return 26;	/* F_DUPFD_CLOEXEC */
	case 1031: return 28;	/* F_SETPIPE_SZ */
	case 1032: return 29;	/* F_GETPIPE_SZ */
	default: return 0;
	}
}

inline_fn __u32 prot_flags(__u32 f)
{
	return (f & 0xf) | bit(f, 0x01000000, 16) | bit(f, 0x02000000, 32);	/* GROWSDOWN, GROWSUP */
}

inline_fn __u32 mmap_flags(__u32 f)
{
	__u32 t = 0;

	t |= bit(f, 0x01, 1);		/* SHARED */
	t |= bit(f, 0x02, 2);		/* PRIVATE */
	t |= bit(f, 0x10, 4);		/* FIXED */
	t |= bit(f, 0x20, 8);		/* ANONYMOUS */
	t |= bit(f, 0x40, 16);		/* 32BIT */
	t |= bit(f, 0x4000, 64);	/* NORESERVE */
	t |= bit(f, 0x8000, 128);	/* POPULATE */
	t |= bit(f, 0x10000, 256);	/* NONBLOCK */
	t |= bit(f, 0x0100, 512);	/* GROWSDOWN */
	t |= bit(f, 0x0800, 1024);	/* DENYWRITE */
	t |= bit(f, 0x1000, 2048);	/* EXECUTABLE */
	t |= bit(f, 0x2000, 16384);	/* LOCKED */
	return t;
}

inline_fn __u32 splice_flags(__u32 f) { return f & 0xf; }
inline_fn __u32 flock_flags(__u32 f) { return f & 0xf; }
inline_fn __u32 access_flags(__u32 f) { return f & 7; }
inline_fn __u32 chmod_mode(__u32 f) { return f & 07777; }
inline_fn __u32 memfd_create_flags(__u32 f) { return f & 7; }
inline_fn __u32 unlinkat_flags(__u32 f) { return f & 0x200; }
inline_fn __u32 linkat_flags(__u32 f) { return f & (0x400 | 0x1000); }
inline_fn __u32 newfstatat_flags(__u32 f) { return f & (0x100 | 0x800 | 0x1000); }
inline_fn __u32 io_uring_enter_flags(__u32 f) { return f & 0xf; }
inline_fn __u32 fchownat_flags(__u32 f) { return bit(f, 0x100, 1024) | bit(f, 0x1000, 4096); }
inline_fn __u32 execveat_flags(__u32 f) { return bit(f, 0x1000, 1) | bit(f, 0x100, 2); }
inline_fn __u32 semget_flags(__u32 f) { return bit(f, 01000, 8192) | bit(f, 02000, 16384); }
inline_fn __u32 epoll_create1_flags(__u32 f) { return bit(f, K_O_CLOEXEC, 1); }
inline_fn __u32 pidfd_open_flags(__u32 f) { return bit(f, K_O_NONBLOCK, 1); }
inline_fn __u32 delete_module_flags(__u32 f) { return bit(f, K_O_NONBLOCK, 2) | bit(f, K_O_TRUNC, 1); }

/* Mount flags may carry a magic number of old in their upper half. */
#define MS_MAGIC 0xc0ed0000
#define MS_MAGIC_MASK 0xffff0000

inline_fn __u32 mount_flags(__u32 f)
{
	return (f & MS_MAGIC_MASK) == MS_MAGIC ? f & ~MS_MAGIC_MASK : f;
}

/* The first 32 signals of a set in the caller's memory. */
inline_fn __u32 sigset(__u64 address)
{
	__u32 set = 0;

	if (address)
		bpf_probe_read_user(&set, sizeof(set), (void *)address);
	return set;
}

#endif
