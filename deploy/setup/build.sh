# Sourced after places.sh and machine.sh: builds the probe and the program.

# Variables of the build. The .NET SDK needs a home it can write to; a service manager or a read-only home gives none.
# No build server stays behind, and no build reads our standard input.
build_environment() {
    local place=$1
    : "${HOME:=$(cd ~ 2>/dev/null && pwd || echo /nonexistent)}"
    if [ ! -w "$HOME" ]; then HOME=$place/home; mkdir -p "$HOME"; fi
    export HOME DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
    export DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
}

# build_program HASH: sets $built to the folder of a finished build of the sources.
build_program() {
    local hash=$1 place tree
    need_to_run
    need_to_build
    install_wanted
    need_sdk
    choose_place
    mkdir -p "$place/app"
    exec 8>"$place/lock"
    if ! flock -n 8; then
        say 'waiting for another start that is building'
        flock 8
    fi
    built=$place/app/$hash
    if [ ! -x "$built/lanner" ]; then
        build_environment "$place"
        choose_tree
        build_probe "$tree"
        publish "$tree" "$place" "$built"
        tidy_builds "$place" "$built"
    fi
    exec 8>&-
}

# The first place that can be written.
choose_place() {
    for place in "${places[@]}"; do
        if mkdir -p "$place/app" 2>/dev/null && [ -w "$place" ] && { : >>"$place/lock"; } 2>/dev/null; then return; fi
    done
    fail "cannot write to ${places[*]}: set LANNER_BUILD_DIR to a folder that can hold the build"
}

# The tree to build from: the checkout itself, or a copy where the probe's output cannot be written beside its sources.
choose_tree() {
    local source
    tree=$root
    if [ -w "$root/probe" ] && [ -z "$(find "$root/probe" -name '*.o' ! -writable -print -quit 2>/dev/null)" ]; then return; fi
    tree=$place/sources
    rm -rf "$tree"
    mkdir -p "$tree"
    for source in "${source_list[@]}"; do
        if [ -e "$root/$source" ]; then cp -R --preserve=timestamps -- "$root/$source" "$tree/"; fi
    done
    chmod -R u+w "$tree"
}

# build_probe TREE: a kernel without BTF cannot be watched, but captures can still be read on it.
build_probe() {
    if [ ! -r /sys/kernel/btf/vmlinux ] && [ ! -e "$1/probe/vmlinux.h" ]; then
        say 'this kernel does not describe its types (no /sys/kernel/btf/vmlinux): watching it will not work, reading captures will'
        return
    fi
    step 'building the probe' '' make -s -C "$1/probe"
}

# publish TREE PLACE FOLDER: FOLDER appears complete or not at all. The program is compiled to machine code as a whole: it then starts in
# milliseconds and reads captures twice as fast. That takes a package a registry may lack, and a linker: where it cannot be, the .NET
# runtime runs the program, from code compiled ahead of time if the package for that is there.
publish() {
    local tree=$1 place=$2 folder=$3 new=$2/app/.new rid
    case $(uname -m) in
        x86_64) rid=linux-x64 ;;
        aarch64) rid=linux-arm64 ;;
        *) fail "this processor ($(uname -m)) is not supported: x86-64 and arm64 are" ;;
    esac
    local command=("$dotnet" publish "$tree/src/Lanner.Cli" -c Release -r "$rid"
        --artifacts-path "$place/artifacts" -o "$new" -v quiet -nodeReuse:false -p:UseSharedCompilation=false)
    local native=(-p:PublishAot=true -p:OptimizationPreference=Speed) missing='NU1101|NU1102|NU1103|NETSDK1094'
    if has_avx2; then native+=(-p:IlcInstructionSet=x86-64-v3); fi
    rm -rf "$new"
    if ! step 'building the program' "error ($missing|NETSDK1203|NETSDK1204|NETSDK1207|MSB3073)|linker .* not found" "${command[@]}" "${native[@]}"; then
        rm -rf "$new"
        if ! step 'building the program for the .NET runtime' "error ($missing)" "${command[@]}" --self-contained false -p:PublishReadyToRun=true; then
            rm -rf "$new"
            step 'building the program without ahead-of-time code' '' "${command[@]}" --self-contained false -p:PublishReadyToRun=false
        fi
        dotnet_root >"$new/dotnet-root"
    fi
    rm -f "$new"/*.dbg "$new"/*.pdb
    [ -x "$new/lanner" ] || fail "the build made no program named lanner (src/Lanner.Cli)"
    # The program looks for the probe beside itself.
    if [ -e "$tree/probe/lanner.bpf.o" ]; then cp "$tree/probe/lanner.bpf.o" "$new/"; fi
    mv -T "$new" "$folder"
}

# Prints the folder of the runtime that belongs to $dotnet.
dotnet_root() { local file; file=$(readlink -f -- "$dotnet"); printf '%s\n' "${file%/*}"; }

# step TITLE TOLERATED COMMAND...: runs it, silent unless it fails. A failure that is about TOLERATED returns 1,
# any other prints the errors and ends this start.
step() {
    local title=$1 tolerated=$2 log began=$SECONDS
    shift 2
    log=$(mktemp)
    say "$title ..."
    if "$@" </dev/null >"$log" 2>&1; then
        rm -f "$log"
        say "$title: done in $((SECONDS - began)) s"
        return
    fi
    if [ -n "$tolerated" ] && grep -qE "$tolerated" "$log"; then rm -f "$log"; return 1; fi
    if grep -qE '(: |^)(fatal )?error' "$log"; then
        # The compiler repeats every error in its summary.
        grep -E '(: |^)(fatal )?error|: note:' "$log" | sed 's/^ *//; s/ \[[^]]*proj\]$//' | awk '!seen[$0]++' | head -n 50 >&2
    else
        tail -n 30 "$log" >&2
    fi
    rm -f "$log"
    fail "$title failed; nothing was started"
}

# tidy_builds PLACE KEEP: keeps the newest three builds, and any that still runs (its folder is locked, see run_build).
tidy_builds() {
    local folder
    find "$1/app" -mindepth 1 -maxdepth 1 -type d ! -path "$2" -printf '%T@ %p\0' | sort -z -rn | cut -z -d' ' -f2- | tail -z -n +3 |
        while IFS= read -r -d '' folder; do
            flock -n -x "$folder" rm -rf "$folder" || true
        done
}
