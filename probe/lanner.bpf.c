// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
/* The probe: one object. The parts are headers because they share inlined code and one set of maps. */
/* The kernel has a type of the name that the loader's contract gives to a variable. */
#define config kernel_config
#include "vmlinux.h"
#undef config

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_tracing.h>

#include "dispatch.bpf.h"

char LICENSE[] SEC("license") = "Dual BSD/GPL";
