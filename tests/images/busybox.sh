#!/bin/bash
# Writes the file system of lanner-test/busybox as a tar archive to stdout: a static busybox, its applets, three users,
# and `act` (act.c), which does what busybox cannot.
set -euo pipefail
here=$(readlink -f -- "${BASH_SOURCE[0]}")
PATH=/usr/sbin:/usr/bin:/sbin:/bin
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT

mkdir -p "$tree"/{bin,sbin,usr/bin,usr/sbin,etc,root,home/app,var/log,srv}
cp "$(type -P busybox)" "$tree/bin/busybox"
for applet in $("$tree/bin/busybox" --list | grep -vx busybox); do ln -s busybox "$tree/bin/$applet"; done
cc -static -O1 -Wall -Werror -o "$tree/bin/act" "${here%/*}/act.c"
. "${here%/*}/users.sh"

tar -C "$tree" --owner 0 --group 0 --numeric-owner -c .
