// Does, inside a container, the bad things that a shell and busybox cannot do. Static, so that it runs in any image.
//
//   act ACTION [ARGUMENTS] [+ ACTION [ARGUMENTS]]...      (the actions that start a program take all that follows)
//
// Prints nothing and exits 0 when the action was carried out as far as the kernel let it (a refused module load was still tried);
// exits 1 and says why when the test could not be set up.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what)
{
	perror(what);
	return 1;
}

// act memfd NAME [ACTION ARGUMENTS]: run this very program from an anonymous memory file of that name.
static int run_from_memory(char **args)
{
	char *const envp[] = { NULL };
	char buffer[65536];
	int in = open("/proc/self/exe", O_RDONLY);
	int out = memfd_create(args[0], 0);
	char *nothing[] = { args[0], "nothing", NULL };
	char **argv = args[1] ? args : nothing;
	ssize_t n;

	if (in < 0 || out < 0)
		return fail("memfd");
	while ((n = read(in, buffer, sizeof(buffer))) > 0)
		if (write(out, buffer, n) != n)
			return fail("write");
	fexecve(out, argv, envp);
	return fail("fexecve");
}

// act traceme: ask to be traced, the old trick against debuggers.
static int trace_me(char **args)
{
	(void)args;
	return ptrace(PTRACE_TRACEME, 0, 0, 0) ? fail("traceme") : 0;
}

// A child that waits to be killed.
static pid_t start_victim(void)
{
	pid_t child = fork();

	if (child == 0) {
		pause();
		_exit(0);
	}
	return child;
}

static void end_victim(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

// act ptrace: attach to a child.
static int attach_to_child(char **args)
{
	pid_t child = start_victim();

	(void)args;
	if (ptrace(PTRACE_ATTACH, child, 0, 0))
		return fail("ptrace");
	waitpid(child, NULL, 0);
	ptrace(PTRACE_DETACH, child, 0, 0);
	end_victim(child);
	return 0;
}

// act vmwrite: write into a child's memory.
static int write_memory(char **args)
{
	static char word[8];
	struct iovec local = { word, sizeof(word) };
	pid_t child = start_victim();
	ssize_t n = process_vm_writev(child, &local, 1, &local, 1, 0);

	(void)args;
	end_victim(child);
	return n < 0 ? fail("process_vm_writev") : 0;
}

// act mem: open a child's memory for writing.
static int open_memory(char **args)
{
	char path[64];
	pid_t child = start_victim();
	int fd;

	(void)args;
	snprintf(path, sizeof(path), "/proc/%d/mem", (int)child);
	fd = open(path, O_WRONLY);
	end_victim(child);
	return fd < 0 ? fail(path) : 0;
}

static int connect_to(const char *address, const char *port)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(port)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || inet_pton(AF_INET, address, &to.sin_addr) != 1 || connect(fd, (struct sockaddr *)&to, sizeof(to)))
		return -1;
	return fd;
}

// act connect ADDRESS PORT: a connection that may be refused; the attempt is the point.
static int connect_out(char **args)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(atoi(args[1])) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	if (fd < 0 || inet_pton(AF_INET, args[0], &to.sin_addr) != 1)
		return fail("connect");
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) && errno != EINPROGRESS && errno != ECONNREFUSED)
		return fail("connect");
	return 0;
}

// act reverse ADDRESS PORT [dup3]: standard streams onto a connection, then a shell.
static int reverse_shell(char **args)
{
	int fd = connect_to(args[0], args[1]);

	if (fd < 0)
		return fail("connect");
	for (int stream = 0; stream < 3; stream++)
		if (args[2])
			dup3(fd, stream, 0);
		else
			dup2(fd, stream);
	execl("/bin/sh", "sh", "-c", "exit 0", NULL);
	return 1;
}

// act unix PATH: connect to a unix socket.
static int connect_unix(char **args)
{
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strncpy(to.sun_path, args[0], sizeof(to.sun_path) - 1);
	return connect(fd, (struct sockaddr *)&to, sizeof(to)) ? fail(args[0]) : 0;
}

// act listen PATH: leaves a process behind that listens on a unix socket.
static int listen_unix(char **args)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	strncpy(at.sun_path, args[0], sizeof(at.sun_path) - 1);
	if (bind(fd, (struct sockaddr *)&at, sizeof(at)) || listen(fd, 1))
		return fail(args[0]);
	start_victim();
	return 0;
}

// act raw: a raw socket; act packet: a packet socket.
static int raw_socket(char **args)
{
	(void)args;
	return socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) < 0 ? fail("raw") : 0;
}

static int packet_socket(char **args)
{
	(void)args;
	return socket(AF_PACKET, SOCK_RAW, htons(3)) < 0 ? fail("packet") : 0;
}

// act module: try to load a module that is none.
static int load_module(char **args)
{
	char image[64] = "not a module";

	(void)args;
	syscall(SYS_init_module, image, sizeof(image), "");
	return 0;
}

// act setns: enter the network namespace it is in already.
static int enter_namespace(char **args)
{
	int fd = open("/proc/self/ns/uts", O_RDONLY);

	(void)args;
	return fd < 0 || setns(fd, 0) ? fail("setns") : 0;
}

// act unshare: a new uts namespace.
static int new_namespace(char **args)
{
	(void)args;
	return unshare(CLONE_NEWUTS) ? fail("unshare") : 0;
}

// act clone: a child in a new uts namespace.
static int clone_namespace(char **args)
{
	pid_t child = syscall(SYS_clone, CLONE_NEWUTS | SIGCHLD, 0, 0, 0, 0);

	(void)args;
	if (child == 0)
		_exit(0);
	return child < 0 || waitpid(child, NULL, 0) < 0 ? fail("clone") : 0;
}

// act newmount PATH: mount a tmpfs with the calls that replaced mount.
static int mount_anew(char **args)
{
	int fs = syscall(SYS_fsopen, "tmpfs", 0);
	int mount;

	if (fs < 0 || syscall(SYS_fsconfig, fs, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return fail("fsopen");
	mount = syscall(SYS_fsmount, fs, 0, 0);
	if (mount < 0 || syscall(SYS_move_mount, mount, "", AT_FDCWD, args[0], MOVE_MOUNT_F_EMPTY_PATH))
		return fail("move_mount");
	return 0;
}

// act bpf: load the smallest program there is.
static int load_bpf(char **args)
{
	struct bpf_insn code[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K }, { .code = BPF_JMP | BPF_EXIT } };
	union bpf_attr attr = { .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (__u64)(unsigned long)code,
				.insn_cnt = 2, .license = (__u64)(unsigned long)"GPL" };

	(void)args;
	return syscall(SYS_bpf, BPF_PROG_LOAD, &attr, sizeof(attr)) < 0 ? fail("bpf") : 0;
}

// act write PATH [FLAGS]: create or open a file for writing; FLAGS: t truncates, x makes it executable.
static int write_file(char **args)
{
	const char *flags = args[1] ? args[1] : "";
	int fd = open(args[0], O_WRONLY | O_CREAT | (strchr(flags, 't') ? O_TRUNC : 0), strchr(flags, 'x') ? 0755 : 0644);

	return fd < 0 || write(fd, "x", 1) != 1 ? fail(args[0]) : 0;
}

// act creat PATH: what open did before it could create.
static int create_file(char **args)
{
	return creat(args[0], 0644) < 0 ? fail(args[0]) : 0;
}

// act openat2 PATH: create through the newest of the opening calls.
static int open_with_how(char **args)
{
	struct open_how how = { .flags = O_WRONLY | O_CREAT, .mode = 0644 };

	return syscall(SYS_openat2, AT_FDCWD, args[0], &how, sizeof(how)) < 0 ? fail(args[0]) : 0;
}

// act fchmod PATH MODE: change the mode through a descriptor.
static int change_mode(char **args)
{
	int fd = open(args[0], O_RDONLY | O_DIRECTORY);

	if (fd < 0 && errno == ENOTDIR)
		fd = open(args[0], O_RDONLY);
	return fd < 0 || fchmod(fd, strtoul(args[1], NULL, 8)) ? fail(args[0]) : 0;
}

// act execveat PATH [ARGUMENTS]: become a program through execveat.
static int execute_at(char **args)
{
	char *const envp[] = { NULL };

	syscall(SYS_execveat, AT_FDCWD, args[0], args, envp, 0);
	return fail(args[0]);
}

// act open PATH: open for writing without creating; refused opens are fine.
static int open_for_write(char **args)
{
	return open(args[0], O_WRONLY) < 0 ? fail(args[0]) : 0;
}

// act read PATH
static int read_file(char **args)
{
	return open(args[0], O_RDONLY) < 0 ? fail(args[0]) : 0;
}

// act run NAME COMMAND...: becomes a process of that name (as a server would be called) that runs a command as its child.
static int run_as(char **args)
{
	char path[256];
	pid_t child;
	int status;

	if (strcmp(args[0], "-") != 0) {
		snprintf(path, sizeof(path), "/opt/%s", args[0]);
		mkdir("/opt", 0755);
		if (symlink("/bin/act", path) && errno != EEXIST)
			return fail(path);
		args[0] = "-";
		args -= 2;
		args[0] = path;
		args[1] = "run";
		execv(path, args);
		return fail(path);
	}
	child = fork();
	if (child == 0) {
		execvp(args[1], args + 1);
		_exit(127);
	}
	waitpid(child, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) != 127 ? 0 : 1;
}

static int nothing(char **args)
{
	(void)args;
	return 0;
}

static const struct {
	const char *name;
	int arguments;
	int (*run)(char **args);
} actions[] = {
	{ "nothing", 0, nothing },
	{ "memfd", 1, run_from_memory },
	{ "ptrace", 0, attach_to_child },
	{ "vmwrite", 0, write_memory },
	{ "mem", 0, open_memory },
	{ "traceme", 0, trace_me },
	{ "connect", 2, connect_out },
	{ "reverse", 2, reverse_shell },
	{ "unix", 1, connect_unix },
	{ "listen", 1, listen_unix },
	{ "raw", 0, raw_socket },
	{ "packet", 0, packet_socket },
	{ "module", 0, load_module },
	{ "setns", 0, enter_namespace },
	{ "unshare", 0, new_namespace },
	{ "clone", 0, clone_namespace },
	{ "newmount", 1, mount_anew },
	{ "bpf", 0, load_bpf },
	{ "write", 1, write_file },
	{ "creat", 1, create_file },
	{ "openat2", 1, open_with_how },
	{ "fchmod", 2, change_mode },
	{ "execveat", 1, execute_at },
	{ "open", 1, open_for_write },
	{ "read", 1, read_file },
	{ "run", 2, run_as },
};

static int starts_program(const char *action)
{
	return !strcmp(action, "memfd") || !strcmp(action, "execveat") || !strcmp(action, "run");
}

static int act(char **words, int arguments)
{
	for (size_t i = 0; arguments >= 0 && i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(words[0], actions[i].name) == 0 && arguments >= actions[i].arguments)
			return actions[i].run(words + 1);
	fprintf(stderr, "act: unknown action or too few arguments\n");
	return 1;
}

int main(int argc, char **argv)
{
	int code = 0;

	// Each action ends at a plus sign, which becomes the end of its arguments.
	for (int start = 1, end; start < argc && code == 0; start = end + 1) {
		for (end = start; end < argc && (starts_program(argv[start]) || strcmp(argv[end], "+") != 0); end++)
			;
		argv[end] = NULL;
		code = act(argv + start, end - start - 1);
	}
	return code;
}
