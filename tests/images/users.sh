# Sourced by the image scripts: the account files and the folders every image has. $tree is its root.
mkdir "$tree/tmp" && chmod 1777 "$tree/tmp"
printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'app:x:1000:1000:app:/home/app:/bin/sh' \
    'nobody:x:65534:65534:nobody:/:/bin/false' >"$tree/etc/passwd"
printf '%s\n' 'root:x:0:' 'app:x:1000:' 'nogroup:x:65534:' >"$tree/etc/group"
printf '%s\n' 'root:*:19000:0:99999:7:::' 'app:!:19000:0:99999:7:::' 'nobody:*:19000:0:99999:7:::' >"$tree/etc/shadow"
chmod 640 "$tree/etc/shadow"
