#!/bin/bash
# Turns a file system (a tar archive on stdin, as busybox.sh writes it) into an image archive on stdout that containerd imports and
# `docker load` takes: archive.sh NAME:TAG COMMAND...
set -euo pipefail
name=$1
shift
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cat >"$folder/layer.tar"
layer=$(sha256sum "$folder/layer.tar")
words=$(printf ',"%s"' "$@")
architecture=$(uname -m)
case $architecture in x86_64) architecture=amd64 ;; aarch64) architecture=arm64 ;; esac
cat >"$folder/config.json" <<JSON
{"architecture":"$architecture","os":"linux","config":{"Cmd":[${words#,}],"Env":["PATH=/bin:/sbin"]},
"rootfs":{"type":"layers","diff_ids":["sha256:${layer%% *}"]}}
JSON
printf '[{"Config":"config.json","RepoTags":["%s"],"Layers":["layer.tar"]}]' "$name" >"$folder/manifest.json"
tar -C "$folder" --owner 0 --group 0 --numeric-owner -c config.json manifest.json layer.tar
