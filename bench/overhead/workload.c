// Work whose cost is mostly system calls, so that what a watcher adds to them shows.
//
//   workload KIND SECONDS [THREADS]
//
// Repeats one kind of operation for the given time and prints "KIND OPERATIONS NANOSECONDS_PER_OPERATION". Kinds:
//   getppid    the emptiest call there is, which nothing asks for
//   stat       a call that nothing asks for and that does some work
//   openclose  open for reading and close of one file
//   mixed      open, write, read back, stat, close, unlink of a small file
//   forkexec   fork, exec of an empty program, wait
//   empty      nothing: what forkexec runs
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static atomic_int stop;
static const char *self;
static const char *folder = "/tmp";

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static void do_getppid(void)
{
	syscall(SYS_getppid);
}

static void do_stat(void)
{
	struct stat st;

	if (stat("/etc/hostname", &st))
		fail("/etc/hostname");
}

static void do_openclose(void)
{
	int fd = open("/etc/hostname", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		fail("/etc/hostname");
	close(fd);
}

static void do_mixed(void)
{
	static _Thread_local char path[256];
	char buffer[512];
	struct stat st;
	int fd;

	if (!path[0])
		snprintf(path, sizeof(path), "%s/lanner-bench-%d-%ld", folder, getpid(), (long)syscall(SYS_gettid));
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		fail(path);
	memset(buffer, 'x', sizeof(buffer));
	for (int i = 0; i < 4; i++)
		if (write(fd, buffer, sizeof(buffer)) < 0)
			fail("write");
	lseek(fd, 0, SEEK_SET);
	for (int i = 0; i < 4; i++)
		if (read(fd, buffer, sizeof(buffer)) < 0)
			fail("read");
	fstat(fd, &st);
	close(fd);
	unlink(path);
}

static void do_forkexec(void)
{
	char *const argv[] = { (char *)self, "empty", NULL };
	char *const envp[] = { NULL };
	int status;
	pid_t pid = fork();

	if (pid < 0)
		fail("fork");
	if (pid == 0) {
		execve(self, argv, envp);
		_exit(127);
	}
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail("child");
}

static const struct {
	const char *name;
	void (*run)(void);
	int batch;
} kinds[] = {
	{ "getppid", do_getppid, 1000 },
	{ "stat", do_stat, 500 },
	{ "openclose", do_openclose, 100 },
	{ "mixed", do_mixed, 10 },
	{ "forkexec", do_forkexec, 1 },
};

struct worker {
	pthread_t thread;
	int kind;
	long long operations;
};

static void *work(void *argument)
{
	struct worker *w = argument;

	while (!stop) {
		for (int i = 0; i < kinds[w->kind].batch; i++)
			kinds[w->kind].run();
		w->operations += kinds[w->kind].batch;
	}
	return NULL;
}

int main(int argc, char **argv)
{
	struct worker workers[64] = { 0 };
	int threads = argc > 3 ? atoi(argv[3]) : 1;
	double seconds = argc > 2 ? atof(argv[2]) : 1;
	long long begin, spent, operations = 0;
	int kind = -1;

	if (argc > 1 && strcmp(argv[1], "empty") == 0)
		return 0;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc > 2 && strcmp(argv[1], kinds[i].name) == 0)
			kind = i;
	if (kind < 0 || threads < 1 || threads > 64 || seconds <= 0) {
		fprintf(stderr, "usage: workload getppid|stat|openclose|mixed|forkexec SECONDS [THREADS]\n");
		return 2;
	}
	self = argv[0];
	if (getenv("TMPDIR"))
		folder = getenv("TMPDIR");
	begin = now_ns();
	for (int i = 0; i < threads; i++) {
		workers[i].kind = kind;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]))
			fail("thread");
	}
	nanosleep(&(struct timespec){ (time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9) }, NULL);
	stop = 1;
	for (int i = 0; i < threads; i++) {
		pthread_join(workers[i].thread, NULL);
		operations += workers[i].operations;
	}
	spent = now_ns() - begin;
	printf("%s %lld %.1f\n", argv[1], operations, (double)spent * threads / operations);
	return 0;
}
