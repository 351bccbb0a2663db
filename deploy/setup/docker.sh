# Sourced by ./test: a Docker daemon for the tests alone. It has its own folders, socket, network namespace (so its own
# bridge) and mount namespace (so nothing stays mounted), whatever other daemon the machine runs. The bridge's addresses
# are ones reserved for documentation: no packet to them can reach a real host.

docker_folder=''
docker_pid=''

start_docker() {
    if [ "$EUID" != 0 ] || ! has dockerd; then return; fi
    docker_folder=$(mktemp -d /tmp/lanner-test.XXXXXX)
    export DOCKER_HOST=unix://$docker_folder/docker.sock
    # The daemon ends with this shell even when the shell is killed.
    env --default-signal setpriv --pdeathsig TERM unshare --net --mount dockerd \
        --data-root "$docker_folder/data" --exec-root "$docker_folder/exec" --pidfile "$docker_folder/pid" \
        --host "$DOCKER_HOST" --bip 203.0.113.1/24 --iptables=false --ip6tables=false --ip-masq=false \
        --add-runtime "lanner-test=$root/deploy/setup/test-runc" >"$docker_folder/log" 2>&1 </dev/null &
    docker_pid=$!
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        if docker info >/dev/null 2>&1; then return; fi
        kill -0 "$docker_pid" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$docker_folder/log" >&2
    stop_docker
    say 'the tests have no Docker daemon: it did not start, see above'
}

stop_docker() {
    [ -n "$docker_folder" ] || return 0
    local containers
    if kill -0 "$docker_pid" 2>/dev/null; then
        containers=$(docker ps -aq 2>/dev/null || true)
        # shellcheck disable=SC2086 # a list of identifiers
        [ -z "$containers" ] || docker rm -f $containers >/dev/null 2>&1 || true
        kill "$docker_pid" 2>/dev/null || true
    fi
    wait "$docker_pid" 2>/dev/null || true
    rm -rf --one-file-system "$docker_folder"
    docker_folder=
    unset DOCKER_HOST
}
