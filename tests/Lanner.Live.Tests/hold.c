/*
 * Holds one thread of a process, as a debugger does, until standard input ends; says "held" when it stands. A program of its own because
 * the runtime of the tests takes the stop of a child that it traces for the child's end.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

int main(int argc, char **argv)
{
	int status, thread = argc > 1 ? atoi(argv[1]) : 0;

	if (ptrace(PTRACE_SEIZE, thread, 0, 0) || ptrace(PTRACE_INTERRUPT, thread, 0, 0) || waitpid(thread, &status, __WALL) != thread) {
		perror("hold");
		return 1;
	}
	puts("held");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return ptrace(PTRACE_DETACH, thread, 0, 0) ? 1 : 0;
}
