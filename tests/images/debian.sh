#!/bin/bash
# Writes the file system of lanner-test/debian as a tar archive to stdout: bash, coreutils and the package tools as this
# host has them, with the libraries they load. Programs the host lacks are left out, bash and coreutils are a must. And `act`.
set -euo pipefail
here=$(readlink -f -- "${BASH_SOURCE[0]}")
PATH=/usr/sbin:/usr/bin:/sbin:/bin
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
must=(bash cat touch ls cp mv rm ln chmod mkdir sleep true env id head tee dd)
may=(dash grep sed curl dpkg apt-get ps su)

# As Debian lays it out: /bin and its like are links into /usr.
mkdir -p "$tree"/usr/{bin,sbin,lib,lib64} "$tree"/{etc,root,home/app,var/log,var/lib/dpkg,srv}
for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$tree/$folder"; done

programs=()
for name in "${must[@]}"; do programs+=("$(type -P "$name")"); done
for name in "${may[@]}"; do if path=$(type -P "$name"); then programs+=("$path"); fi; done

for program in "${programs[@]}"; do
    cp -L "$program" "$tree/usr/bin/"
    # A line is `name => /path (address)` or, for the loader, `/path (address)`.
    ldd "$program" 2>/dev/null | grep -oE '/[^ ]+' | sort -u || true
done | sort -u | while read -r library; do
    target=$tree$(dirname "$library")
    mkdir -p "$target"
    cp -L "$library" "$target/"
done
cc -static -O1 -Wall -Werror -o "$tree/usr/bin/act" "${here%/*}/act.c"
if [ -e "$tree/usr/bin/dash" ]; then ln -sf dash "$tree/usr/bin/sh"; else ln -sf bash "$tree/usr/bin/sh"; fi
: >"$tree/var/lib/dpkg/status"
. "${here%/*}/users.sh"

tar -C "$tree" --owner 0 --group 0 --numeric-owner -c .
