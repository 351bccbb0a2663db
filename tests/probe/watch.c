// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/*
 * A small loader for the probe's own tests: attaches it, runs a command, and prints every event of that command's
 * processes as one line, `name tid=N param=value ...`, decoded by schema/events.tsv.
 *
 *	watch [-a] [-e] [-l] [-t] [-v] [-s SNAPLEN] [-i BITS] [-r BYTES] [-p PIECES] OBJECT EVENTS.TSV COMMAND...
 *	  -a  events of all processes     -e  without the entry programs   -l  with latency
 *	  -i BITS  INTEREST_* of every call   -r BYTES  size of the ring
 *	  -p PIECES  hold back opens that only write, and those whose path has none of these: a*,*b,*c*,...
 *	  -t  with the optional tracepoints   -v  with the record header
 */
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <inttypes.h>
#include <linux/types.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../probe/event.h"

#define CODES 512
#define PARAMS 32

struct param { char name[32], type[20]; };
struct event { char name[32]; int nparams; struct param params[PARAMS]; };

static struct event events[CODES];
static bool all_processes;
#define KNOWN (1 << 22)

static __u8 known[KNOWN];	/* by thread id: one of the command's */
static bool verbose;

static void read_table(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[8192];

	if (!file) {
		perror(path);
		exit(2);
	}
	while (fgets(line, sizeof(line), file)) {
		char *rest = line, *cells[10] = {}, *token;
		struct event *e;
		int n = 0;

		while (n < 10 && (token = strsep(&rest, "\t\n")))
			cells[n++] = token;
		if (n < 8 || atoi(cells[0]) >= CODES || !strcmp(cells[0], "code"))
			continue;
		e = &events[atoi(cells[0])];
		snprintf(e->name, sizeof(e->name), "%s", cells[1]);
		for (rest = cells[7]; (token = strsep(&rest, " ")) && strcmp(token, "-");) {
			struct param *p = &e->params[e->nparams++];

			token[strcspn(token, "=")] = 0;
			snprintf(p->name, sizeof(p->name), "%s", strsep(&token, ":"));
			snprintf(p->type, sizeof(p->type), "%s", strsep(&token, ":"));
		}
	}
	fclose(file);
}

static void print_text(const __u8 *at, int len)
{
	putchar('"');
	for (int i = 0; i < len; i++)
		if (at[i] > ' ' && at[i] < 127 && at[i] != '"' && at[i] != '\\')
			putchar(at[i]);
		else
			printf("\\%02x", at[i]);
	putchar('"');
}

static void print_hex(const __u8 *at, int len)
{
	for (int i = 0; i < len; i++)
		printf("%02x", at[i]);
}

static void print_value(const char *type, const __u8 *at, int len)
{
	__s64 s = 0;
	__u64 u = 0;

	if (!len) {
		printf("<NA>");
		return;
	}
	if (!strcmp(type, "CHARBUF") || !strncmp(type, "FS", 2)) {
		print_text(at, at[len - 1] ? len : len - 1);
		if (at[len - 1])
			printf("<UNTERMINATED>");
		return;
	}
	if (!strcmp(type, "BYTEBUF")) {
		print_text(at, len);
		return;
	}
	if (!strcmp(type, "SOCKADDR") || !strcmp(type, "SOCKTUPLE") || !strcmp(type, "FDLIST") || !strcmp(type, "DYN") || len > 8) {
		print_hex(at, len);
		return;
	}
	memcpy(&u, at, len);
	s = len == 8 ? (__s64)u : len == 4 ? (__s32)u : len == 2 ? (__s16)u : (__s8)u;
	if (!strncmp(type, "ERRNO", 5) || !strncmp(type, "FD", 2) || !strncmp(type, "PID", 3) || !strncmp(type, "INT", 3))
		printf("%lld", (long long)s);
	else
		printf("%llu", (unsigned long long)u);
}

static int print_event(void *context, void *data, size_t size)
{
	const struct record_header *h = data;
	const __u8 *e = (const __u8 *)(h + 1);
	__u64 ts, tid;
	__u32 len, nparams, at;
	__u16 code;
	struct event *table;

	memcpy(&ts, e, 8);
	memcpy(&tid, e + 8, 8);
	memcpy(&len, e + 16, 4);
	memcpy(&code, e + 20, 2);
	memcpy(&nparams, e + 22, 4);
	if (len + sizeof(*h) > size || code >= CODES || (int)nparams != events[code].nparams) {
		printf("BAD RECORD size=%zu len=%u code=%u nparams=%u\n", size, len, code, nparams);
		return 0;
	}
	table = &events[code];
	if (nparams == 21) {	/* the clone family; the child tells of itself first */
		__s64 res, pid, ptid;
		__u32 skip = 0;

		for (int i = 0; i < 3; i++)
			skip += *(const __u16 *)(e + 26 + 2 * i);
		memcpy(&res, e + 26 + 2 * nparams, 8);
		memcpy(&pid, e + 26 + 2 * nparams + skip + 8, 8);
		memcpy(&ptid, e + 26 + 2 * nparams + skip + 16, 8);
		if (!res && known[ptid & (KNOWN - 1)])
			known[pid & (KNOWN - 1)] = 1;
	}
	if (!all_processes && !known[h->tgid & (KNOWN - 1)])
		return 0;
	printf("%s tid=%llu", table->name, (unsigned long long)tid);
	if (verbose)
		printf(" ts=%llu tgid=%u cpu=%u flags=%u cgroup=%llu latency=%llu", (unsigned long long)ts, h->tgid, h->cpu, h->flags,
		       (unsigned long long)h->cgroup_id, (unsigned long long)h->latency_ns);
	if (h->flags & RECORD_COMPAT)
		printf(" compat");
	at = 26 + 2 * nparams;
	for (__u32 i = 0; i < nparams; i++) {
		__u16 plen;

		memcpy(&plen, e + 26 + 2 * i, 2);
		printf(" %s=", table->params[i].name);
		if (at + plen > len) {
			printf("OUT OF THE RECORD");
			break;
		}
		print_value(table->params[i].type, e + at, plen);
		at += plen;
	}
	printf(at == len ? "\n" : " LENGTHS DO NOT ADD UP\n");
	return 0;
}

static int quiet(enum libbpf_print_level level, const char *format, va_list list)
{
	return level == LIBBPF_DEBUG ? 0 : vfprintf(stderr, format, list);
}

static int bytes_of_map(struct bpf_object *object, const char *name)
{
	struct bpf_map *map = bpf_object__find_map_by_name(object, name);

	return map ? bpf_map__fd(map) : -1;
}

/* Every program goes where the probe's own table says; a name without a program would be a call that is lost. */
static int fill_exit_programs(struct bpf_object *object)
{
	size_t size;
	const char *rodata = bpf_map__initial_value(bpf_object__find_map_by_name(object, ".rodata"), &size);
	struct btf *btf = bpf_object__btf(object);
	const struct btf_type *section = btf__type_by_id(btf, btf__find_by_name_kind(btf, ".rodata", BTF_KIND_DATASEC));
	int filled = 0;

	for (int i = 0; i < btf_vlen(section); i++) {
		const struct btf_var_secinfo *place = btf_var_secinfos(section) + i;
		const struct exit_program *entry = (const void *)(rodata + place->offset);

		if (strcmp(btf__name_by_offset(btf, btf__type_by_id(btf, place->type)->name_off), "exit_table"))
			continue;
		for (; (const char *)entry < rodata + place->offset + place->size; entry++, filled++) {
			struct bpf_program *program = bpf_object__find_program_by_name(object, entry->name);
			int fd = program ? bpf_program__fd(program) : -1;
			__u32 slot = entry->slot;

			if (fd < 0 || bpf_map_update_elem(bytes_of_map(object, "exit_programs"), &slot, &fd, BPF_ANY)) {
				fprintf(stderr, "%s cannot be put in slot %u\n", entry->name, slot);
				return 0;
			}
		}
	}
	return filled;
}

static __u32 slot_of(const char *bytes, int size)
{
	__u64 value = 0;

	memcpy(&value, bytes, size);
	return value * 0x9e3779b97f4a7c15ULL >> 55;
}

static void mark(__u64 *by4, __u64 *by8, const char *bytes, size_t len)
{
	if (len >= 8)
		by8[slot_of(bytes, 8)] |= 1;
	else
		by4[slot_of(bytes, 4)] |= 1;
}

/* One alternative: opens that read, of paths with one of the pieces. */
static bool hold_back(struct bpf_object *object, char *pieces)
{
	static const int by_first[] = { SYS_fchmod, SYS_mkdirat, SYS_dup3 };
	static struct push_down p = { .generation = 1, .succeeded = 1, .failed = 1 };
	__u32 zero = 0, one = 1;
	char *piece;

	for (int kind = 0; kind < OPEN_KINDS; kind++)
		p.kinds[kind] = (kind & 3) == 0 || (kind & 3) == 2;
	for (size_t i = 0; i < sizeof(by_first) / sizeof(*by_first); i++)
		p.descriptors[by_first[i]] = 1;
	while ((piece = strsep(&pieces, ","))) {
		bool ends = *piece == '*', starts = piece[strlen(piece) - 1] == '*';
		char *text = piece + ends;
		size_t len = strlen(text) - starts;

		if (len < 4)
			return false;
		if (starts) {
			p.relative |= 1;
			p.middles |= ends;
			mark(ends ? p.middle4 : p.head4, ends ? p.middle8 : p.head8, text, len);
			continue;
		}
		p.tails |= 1;
		mark(p.tail4, p.tail8, text + len - (len >= 8 ? 8 : 4), len);
		if (len >= 8)
			p.short_tail[slot_of(text + len - 4, 4)] |= 1;
	}
	return !bpf_map_update_elem(bytes_of_map(object, "push_down"), &one, &p, BPF_ANY) &&
	       !bpf_map_update_elem(bytes_of_map(object, "push_down_slot"), &zero, &one, BPF_ANY);
}

int main(int argc, char **argv)
{
	char *pieces = NULL;
	bool entry = true, latency = false, all_tracepoints = false;
	int snaplen = 80, interest = INTEREST_SHIP, ring_bytes = 64 << 20, option, status, ring_fd, zero = 0;
	struct bpf_object *object;
	struct bpf_program *program;
	struct probe_config *config;
	struct ring_buffer *rings;
	struct bpf_map *map;
	struct timespec real, boot;
	size_t size;
	pid_t child;
	int go[2];

	while ((option = getopt(argc, argv, "+aelvts:i:r:p:")) != -1) {
		if (option == 'a')
			all_processes = true;
		else if (option == 'e')
			entry = false;
		else if (option == 'l')
			latency = true;
		else if (option == 'v')
			verbose = true;
		else if (option == 't')
			all_tracepoints = true;
		else if (option == 'i')
			interest = atoi(optarg);
		else if (option == 'r')
			ring_bytes = atoi(optarg);
		else if (option == 'p')
			pieces = optarg;
		else if (option == 's')
			snaplen = atoi(optarg);
		else
			return 2;
	}
	if (argc - optind < 3) {
		fprintf(stderr, "usage: watch [-a] [-e] [-l] [-t] [-v] [-s SNAPLEN] [-i BITS] [-r BYTES] [-p PIECES] OBJECT EVENTS.TSV COMMAND...\n");
		return 2;
	}
	read_table(argv[optind + 1]);
	libbpf_set_print(quiet);
	object = bpf_object__open_file(argv[optind], NULL);
	if (!object)
		return 1;
	config = (void *)bpf_map__initial_value(bpf_object__find_map_by_name(object, ".rodata"), &size);
	clock_gettime(CLOCK_REALTIME, &real);
	clock_gettime(CLOCK_BOOTTIME, &boot);
	config->boot_epoch_ns = (real.tv_sec - boot.tv_sec) * 1000000000ULL + real.tv_nsec - boot.tv_nsec;
	config->self_tgid = getpid();
	config->snaplen = snaplen;
	config->cgroup_subsys = -1;
	config->latency = latency;
	config->entry_args = entry;
	bpf_map__set_max_entries(bpf_object__find_map_by_name(object, "scratch"), libbpf_num_possible_cpus());
	bpf_object__for_each_program(program, object) {
		const char *name = bpf_program__name(program);
		bool optional = !strncmp(name, "optional_", 9);

		if (optional)
			bpf_program__set_autoload(program, all_tracepoints || (latency && strstr(name, "entry_time")));
		if (!strncmp(name, "entry_", 6))
			bpf_program__set_autoload(program, entry);
	}
	if (bpf_object__load(object) || !fill_exit_programs(object))
		return 1;
	ring_fd = bpf_map_create(BPF_MAP_TYPE_RINGBUF, NULL, 0, 0, ring_bytes, NULL);
	map = bpf_object__find_map_by_name(object, "rings");
	if (ring_fd < 0 || bpf_map_update_elem(bpf_map__fd(map), &zero, &ring_fd, BPF_ANY)) {
		perror("ring");
		return 1;
	}
	rings = ring_buffer__new(ring_fd, print_event, NULL, NULL);
	for (__u32 nr = 0; nr < INTEREST_ENTRIES; nr++) {
		__u8 bits = interest;

		bpf_map_update_elem(bytes_of_map(object, "interest"), &nr, &bits, BPF_ANY);
	}
	if (pieces && !hold_back(object, pieces)) {
		fprintf(stderr, "the pieces of paths cannot be set\n");
		return 1;
	}
	if (pipe(go))
		return 1;
	child = fork();
	if (!child) {
		char byte;

		close(go[1]);
		if (read(go[0], &byte, 1) != 1)
			_exit(1);
		close(go[0]);
		execvp(argv[optind + 2], argv + optind + 2);
		perror(argv[optind + 2]);
		_exit(127);
	}
	known[child & (KNOWN - 1)] = 1;
	bpf_object__for_each_program(program, object) {
		const char *section = bpf_program__section_name(program);

		/* Fillers share the section of the dispatcher, but are reached by tail call only. */
		if (!bpf_program__autoload(program) || !bpf_program__autoattach(program) ||
		    (!strcmp(section, "tp_btf/sys_exit") && strcmp(bpf_program__name(program), "sys_exit")))
			continue;
		if (!bpf_program__attach(program)) {
			fprintf(stderr, "%s: cannot attach: %s\n", bpf_program__name(program), strerror(errno));
			return 1;
		}
	}
	if (write(go[1], "x", 1) != 1)
		return 1;
	while (waitpid(child, &status, WNOHANG) == 0)
		ring_buffer__poll(rings, 20);
	ring_buffer__consume(rings);
	fflush(stdout);
	{
		int cpus = libbpf_num_possible_cpus();
		struct probe_counters all[cpus], sum = {};
		__u64 by_code = 0, by_tgid = 0;
		__u32 last = 0;

		bpf_map_lookup_elem(bytes_of_map(object, "counters"), &zero, all);
		for (int i = 0; i < cpus; i++) {
			sum.submitted += all[i].submitted;
			sum.filtered += all[i].filtered;
			sum.drops_ring_full += all[i].drops_ring_full;
			sum.drops_too_large += all[i].drops_too_large;
			sum.drops_scratch += all[i].drops_scratch;
			sum.entry_missed += all[i].entry_missed;
			sum.held_back += all[i].held_back;
			sum.told_later += all[i].told_later;
		}
		for (int code = 0; code < CODES; code++) {
			__u64 by_cpu[cpus];

			bpf_map_lookup_elem(bytes_of_map(object, "drops_by_code"), &code, by_cpu);
			for (int i = 0; i < cpus; i++)
				by_code += by_cpu[i];
		}
		for (__u32 *key = NULL, next; !bpf_map_get_next_key(bytes_of_map(object, "drops_by_tgid"), key, &next); key = &last) {
			__u64 drops = 0;

			bpf_map_lookup_elem(bytes_of_map(object, "drops_by_tgid"), &next, &drops);
			by_tgid += drops;
			last = next;
		}
		fprintf(stderr, "submitted %llu filtered %llu ring_full %llu too_large %llu scratch %llu entry_missed %llu by_code %llu by_tgid %llu held_back %llu told_later %llu\n", sum.submitted,
			sum.filtered, sum.drops_ring_full, sum.drops_too_large, sum.drops_scratch, sum.entry_missed,
			by_code, by_tgid, sum.held_back, sum.told_later);
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
