# Sourced by ./lanner and ./test with $root set: where builds live, and how one is found and started.
# This runs at every start, so it starts as few other programs as it can.

# Where a build may be: beside the sources, or, when the checkout cannot be written, in a cache of this user's.
if [ -n "${LANNER_BUILD_DIR:-}" ]; then
    places=("$LANNER_BUILD_DIR")
elif [ "$EUID" = 0 ]; then
    places=("$root/.build" /var/cache/lanner)
else
    : "${HOME:=$(cd ~ 2>/dev/null && pwd || echo /nonexistent)}"
    places=("$root/.build" "${XDG_CACHE_HOME:-$HOME/.cache}/lanner")
fi

say() { printf 'lanner: %s\n' "$*" >&2; }
fail() { say "$*"; exit 3; }

# What the program is made of, apart from the SDK.
source_list=(src schema probe rules Directory.Build.props Directory.Build.targets Directory.Packages.props
    global.json .editorconfig)

# True on an x86-64 processor with AVX2 and what came with it (the level x86-64-v3): the program is then compiled for it.
has_avx2() {
    local key flags flag
    [ "$HOSTTYPE" = x86_64 ] || return 1
    while read -r key flags; do [ "$key" != flags ] || break; done </proc/cpuinfo || return 1
    for flag in avx avx2 bmi1 bmi2 f16c fma abm movbe; do [[ " $flags " == *" $flag "* ]] || return 1; done
}

# Prints the sources, one a line by the FORMAT of find. Output of other builds (bin, obj, *.o, vmlinux.h) is none.
list_sources() {
    local source existing=()
    for source in "${source_list[@]}"; do [ -e "$source" ] && existing+=("$source"); done
    find "${existing[@]}" -type d \( -name bin -o -name obj \) -prune -o -type f ! -name '*.o' ! -name vmlinux.h "$@"
}

# Prints one hash over the names and contents of all sources and the machine's kind of processor. A list of their times and sizes is
# kept with it: as long as that is the same, the contents need not be read.
source_hash() {
    (
        cd -- "$root" || exit
        level=v1
        if has_avx2; then level=v3; fi
        listing="$HOSTTYPE $level
$(list_sources -printf '%p %i %s %C@\n')"
        for place in "${places[@]}"; do
            if { read -r hash && IFS= read -r -d '' kept; } 2>/dev/null <"$place/sources" && [ "$kept" = "$listing" ]; then
                printf '%s\n' "$hash"
                exit
            fi
        done
        hash=$(list_sources -print0 | LC_ALL=C sort -z | { printf '%s %s\n' "$HOSTTYPE" "$level"; xargs -0 sha1sum; } | sha1sum | cut -c1-16)
        printf '%s\n' "$hash"
        # A file changed just now may change again without its time telling.
        [ -z "$(list_sources -newerct '2 seconds ago' -print -quit)" ] || exit 0
        for place in "${places[@]}"; do
            [ -d "$place/app" ] || continue
            printf '%s\n%s\0' "$hash" "$listing" 2>/dev/null >"$place/sources.$$" && mv "$place/sources.$$" "$place/sources" && break
        done || true
    )
}

# The runtime opens a debugging socket in /tmp for every .NET process: a security agent has no use for it.
no_diagnostics_socket() { export DOTNET_EnableDiagnostics=${DOTNET_EnableDiagnostics-0}; }

# Sets $dotnet to the SDK's `dotnet`, or to nothing. sudo and systemd give a short PATH, hence the usual places.
find_dotnet() {
    local candidate
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:+$DOTNET_ROOT/dotnet}" /usr/share/dotnet/dotnet \
        /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet /opt/dotnet/dotnet "${HOME:-/root}/.dotnet/dotnet"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then dotnet=$candidate; return; fi
    done
    dotnet=
}

# run_build FOLDER NAME ARGS: becomes the program in FOLDER; returns when there is none. The shared lock on the folder
# stays open in the program: as long as it runs, no other start tidies the folder away (.NET loads its parts late).
run_build() {
    local folder=$1 name=$2 runtime
    shift 2
    [ -x "$folder/lanner" ] || return 0
    exec 9<"$folder" && flock -s 9
    [ -x "$folder/lanner" ] || { exec 9<&-; return 0; }
    # A program that needs the runtime gets the one it was built with, which need not be where the system's is.
    if [ -z "${DOTNET_ROOT:-}" ] && [ -e "$folder/dotnet-root" ] && read -r runtime <"$folder/dotnet-root" && [ -d "$runtime/host" ]; then
        export DOTNET_ROOT=$runtime
    fi
    exec -a "$name" "$folder/lanner" "$@"
}
