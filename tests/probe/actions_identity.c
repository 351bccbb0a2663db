// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* Users, groups, limits, sessions; what cannot be undone is done in children. */
#include "expect.h"

#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define KEEP -1

static void asks(void)
{
	unsigned int r1, r2, r3;
	long r;

	expect("getuid", "uid=%ld", call(SYS_getuid));
	expect("geteuid", "euid=%ld", call(SYS_geteuid));
	expect("getgid", "gid=%ld", call(SYS_getgid));
	expect("getegid", "egid=%ld", call(SYS_getegid));
	r = call(SYS_getresuid, &r1, &r2, &r3);
	expect("getresuid", "res=%ld ruid=%u euid=%u suid=%u", r, r1, r2, r3);
	r = call(SYS_getresgid, &r1, &r2, &r3);
	expect("getresgid", "res=%ld rgid=%u egid=%u sgid=%u", r, r1, r2, r3);
}

static void changes(void)
{
	long r;

	r = call(SYS_setresgid, KEEP, 301, KEEP);
	expect("setresgid", "res=%ld rgid=4294967295 egid=301 sgid=4294967295", r);
	r = call(SYS_setregid, KEEP, 302);
	expect("setregid", "res=%ld rgid=4294967295 egid=302", r);
	r = call(SYS_setgid, 303);
	expect("setgid", "res=%ld gid=303", r);
	r = call(SYS_setresuid, KEEP, KEEP, 0);
	expect("setresuid", "res=%ld ruid=4294967295 euid=4294967295 suid=0", r);
	r = call(SYS_setreuid, KEEP, KEEP);
	expect("setreuid", "res=%ld ruid=4294967295 euid=4294967295", r);
	r = call(SYS_setuid, 401);
	expect("setuid", "res=%ld uid=401", r);
	r = call(SYS_setuid, 0);
	expect("setuid", "res=%d uid=0", -EPERM);
}

static void capabilities(void)
{
	struct __user_cap_header_struct head = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 1, 3, 1 }, { 0, 0, 0 } };	/* effective, permitted, inheritable */
	long r = call(SYS_capset, &head, data);

	expect("capset", "res=%ld cap_inheritable=1 cap_permitted=3 cap_effective=1", r);
}

static void limits(void)
{
	struct rlimit old, now;
	long r;

	getrlimit(RLIMIT_CORE, &old);
	r = call(SYS_getrlimit, RLIMIT_CORE, &now);
	expect("getrlimit", "res=%ld cur=%ld max=%ld resource=4", r, (long)now.rlim_cur, (long)now.rlim_max);
	now.rlim_cur = 0;
	r = call(SYS_setrlimit, RLIMIT_CORE, &now);
	expect("setrlimit", "res=%ld cur=0 max=%ld resource=4", r, (long)now.rlim_max);
	r = call(SYS_prlimit64, 0, RLIMIT_CORE, &now, &old);
	expect("prlimit", "res=%ld newcur=0 newmax=%ld oldcur=0 oldmax=%ld pid=0 resource=4", r, (long)now.rlim_max, (long)now.rlim_max);
	r = call(SYS_prlimit64, 0, RLIMIT_CORE, NULL, NULL);
	expect("prlimit", "res=%ld newcur=-1 newmax=-1 oldcur=-1 oldmax=-1 pid=0 resource=4", r);
}

static void signals(void)
{
	long r;

	r = call(SYS_kill, getpid(), 0);
	expect("kill", "res=%ld pid=%d sig=0", r, getpid());
	r = call(SYS_tkill, -5, SIGUSR1);
	expect("tkill", "res=%ld tid=-5 sig=%d", r, SIGUSR1);
	r = call(SYS_tgkill, getpid(), getpid(), 0);
	expect("tgkill", "res=%ld pid=%d tid=%d sig=0", r, getpid(), getpid());
}

static void names_and_sessions(void)
{
	int reaper = 0;
	long r;

	r = call(SYS_prctl, PR_SET_NAME, "new-name", 0, 0, 0);
	expect("prctl", "res=%ld option=15 arg2_str=\"new-name\" arg2_int=0", r);
	r = call(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	expect("prctl", "res=%ld option=36 arg2_str=<NA> arg2_int=1", r);
	r = call(SYS_prctl, PR_GET_CHILD_SUBREAPER, &reaper, 0, 0, 0);
	expect("prctl", "res=%ld option=37 arg2_str=<NA> arg2_int=1", r);
	r = call(SYS_setpgid, 0, 0);
	expect("setpgid", "res=%ld pid=0 pgid=0", r);
	r = call(SYS_setsid);
	expect("setsid", "res=%ld", r);
}

static void in_child(void (*action)(void))
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		action();
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, &status, 0);
}

void do_identity(void)
{
	asks();
	limits();
	signals();
	in_child(capabilities);
	in_child(changes);
	in_child(names_and_sessions);
}
