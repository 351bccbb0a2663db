# Sourced after places.sh: what the machine must have, and how it gets it. Debian and its relatives only; elsewhere it
# names what is missing and leaves the installing to the person.

# need PACKAGE REASON TEST...: notes PACKAGE as wanted when TEST fails.
wanted=() reasons=()
need() {
    local package=$1 reason=$2
    shift 2
    if ! "$@"; then
        [[ " ${wanted[*]-} " == *" $package "* ]] || { wanted+=("$package"); reasons+=("$reason"); }
    fi
}

has() { command -v "$1" >/dev/null; }
has_file() { local file; for file in "$@"; do [ -e "$file" ] && return; done; return 1; }
has_library() { has_file /usr/lib/*/"$1" /lib/*/"$1" /usr/lib/"$1" /usr/lib64/"$1" /usr/local/lib/"$1" /usr/local/lib/*/"$1"; }

need_to_run() {
    need libbpf1 'loads the probe into the kernel' has_library libbpf.so.1
}

need_to_build() {
    need clang 'compiles the probe' has clang
    need llvm 'strips the probe' has llvm-strip
    need libbpf-dev 'headers of the probe' has_file /usr/include/bpf/bpf_helpers.h /usr/local/include/bpf/bpf_helpers.h
    need bpftool "writes down the kernel's types" has bpftool
    need make 'drives the build of the probe' has make
}

need_to_test() {
    need docker.io 'runs the containers of the live tests' has dockerd
    need docker.io 'runs the containers of the live tests' has docker
    need docker.io 'runs the containers of the live tests' has runc
    need containerd 'runs the pods of the live tests' has containerd
    need containerd 'runs the pods of the live tests' has ctr
    need busybox-static 'is the image of most live tests' has busybox
    need iptables "is part of Docker's network" has iptables
    need gcc 'compiles small programs that tests run' has cc
    need libc6-dev 'compiles small programs that tests run' has_file /usr/include/stdio.h
}

# Installs what need() noted, quietly; exits 3 with one line when that is not possible.
install_wanted() {
    [ ${#wanted[@]} -gt 0 ] || return 0
    local list="${wanted[*]}" log i
    wanted=()
    if ! has apt-get; then fail "missing here: $list (Debian's names); install them with this system's package manager"; fi
    if [ "$EUID" != 0 ]; then fail "missing: $list. Run once: sudo apt-get install $list"; fi
    if [ -n "${LANNER_NO_SETUP:-}" ]; then
        fail "missing, and LANNER_NO_SETUP is set: $list. Run: apt-get install $list"
    fi
    # shellcheck disable=SC2086 # a list of package names
    set -- $list
    for ((i = 0; i < $#; i++)); do say "installing ${*:i+1:1} (${reasons[i]})"; done
    reasons=()
    log=$(mktemp)
    # A fresh machine has no package lists yet, an old one has stale ones: fetch them only when that is the trouble.
    if ! apt_install "$@" >"$log" 2>&1; then
        if ! { apt-get update -q && apt_install "$@"; } </dev/null >"$log" 2>&1; then
            tail -n 15 "$log" >&2
            rm -f "$log"
            fail "could not install $list; see above, then run: apt-get install $list"
        fi
    fi
    rm -f "$log"
    hash -r
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -- "$@" </dev/null
}

# Leaves $dotnet set to an SDK that can build this.
need_sdk() {
    find_dotnet
    if [ -z "$dotnet" ] || ! (cd / && "$dotnet" --list-sdks 2>/dev/null) | grep -qE '^(1[0-9]|[2-9][0-9])\.'; then
        fail "needs the .NET SDK 10 or later on the PATH or in DOTNET_ROOT (Microsoft's page 'Install .NET on Linux' says how)"
    fi
}
