using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>Connections and sockets. {server} listens on port 8080, no other port answers.</summary>
static class NetworkRuleCases
{
    const string Offline = "System binary connected out", Reverse = "Reverse shell", Tool = "Network tool that runs commands",
        Mining = "Crypto mining", Metadata = "Cloud metadata service contacted", Kubernetes = "Kubernetes API contacted",
        Raw = "Raw socket created", Shell = "Shell spawned in container", Bash = "Bash in container";

    static readonly string[] bridge = ["--network", "bridge"];

    public static IEnumerable<RuleCase> All =>
    [
        Bad(Offline, "bash", "bash -c 'exec 3<>/dev/tcp/{server}/8080'")
            with { Image = Image.Debian, Options = bridge, Fields = [("fd.name", "~:8080"), ("fd.l4proto", "tcp"), ("proc.name", "bash")], Also = [Bash] },
        Bad(Offline, "a program in the place of ls", "mkdir /opt; ln -s /bin/act /opt/ls; /opt/ls connect {server} 8080") with { Options = bridge },
        Good(Offline, "a program for the network", "/bin/wget -q -O /dev/null http://{server}:8080/ 2>/dev/null || true") with { Options = bridge },
        Good(Offline, "to the container itself", "mkdir /opt; ln -s /bin/act /opt/ls; /opt/ls connect 127.0.0.1 8080") with { Options = bridge },

        Bad(Reverse, "dup2 and a shell", "act reverse {server} 8080")
            with { Options = bridge, Fields = [("evt.type", "dup2"), ("fd.name", "~:8080"), ("proc.name", "act")] },
        Bad(Reverse, "dup3 and a shell", "act reverse {server} 8080 dup3") with { Options = bridge, Fields = [("evt.type", "dup3")] },
        Bad(Reverse, "a shell on an accepted connection",
            "/bin/nc -l -p 9 -e /bin/sh & until /bin/nc 127.0.0.1 9 </dev/null 2>/dev/null; do :; done; wait")
            with { Fields = [("evt.type", "~exec"), ("proc.name", "sh")], Also = [Tool] },
        Good(Reverse, "connected only", "act connect {server} 8080") with { Options = bridge },
        Good(Reverse, "streams onto a file", "act nothing >/srv/out 2>&1 </dev/null"),
        Good(Reverse, "a server that serves on its standard streams",
            "httpd -p 8080 -h /srv; echo text >/srv/page; /bin/wget -q -O /dev/null http://127.0.0.1:8080/page"),

        Bad(Tool, "netcat", "/bin/nc -w 1 {server} 8080 -e /bin/true") with { Options = bridge, Fields = [("proc.name", "nc")], Also = [Reverse] },
        Bad(Tool, "netcat with letters together", "ln -s /bin/act /srv/ncat; /srv/ncat nothing -lve /bin/sh"),
        Bad(Tool, "socat", "ln -s /bin/act /srv/socat; /srv/socat nothing tcp-listen:1 exec:/bin/sh"),
        Good(Tool, "netcat that only connects", "/bin/nc -w 1 {server} 8080 </dev/null") with { Options = bridge },
        Good(Tool, "names with such letters", "ln -s /bin/act /srv/nc; /srv/nc nothing -z my-cache 80"),
        Good(Tool, "socat between two sockets", "ln -s /bin/act /srv/socat; /srv/socat nothing tcp-listen:1 tcp:host:2"),

        Bad(Mining, "a miner", "ln -s /bin/act /srv/xmrig; /srv/xmrig nothing") with { Fields = [("proc.name", "xmrig")] },
        Bad(Mining, "the address of a pool", "act nothing -o stratum+tcp://pool.example:3333") with { Fields = [("proc.cmdline", "~stratum+tcp")] },
        Bad(Mining, "a pool's port", "act connect {server} 3333") with { Options = bridge, Fields = [("fd.name", "~:3333")] },
        Good(Mining, "another port", "act connect {server} 8080") with { Options = bridge },
        Good(Mining, "a pool's port of its own", "act connect 127.0.0.1 3333") with { Options = bridge },

        Bad(Metadata, "a connection", "act connect 169.254.169.254 80") with { Options = bridge, Fields = [("fd.name", "~->169.254.169.254:80")] },
        Good(Metadata, "an address beside it", "act connect 169.254.169.253 80") with { Options = bridge },

        Bad(Kubernetes, "at its port", "act connect {server} 6443") with { Options = bridge, Fields = [("fd.name", "~:6443")] },
        Good(Kubernetes, "another port", "act connect {server} 8443") with { Options = bridge },
        Good(Kubernetes, "of the container itself", "act connect 127.0.0.1 6443") with { Options = bridge },

        Bad(Raw, "raw", "act raw") with { Fields = [("proc.name", "act")] },
        Bad(Raw, "packet", "act packet"),
        Good(Raw, "an ordinary connection", "act connect {server} 8080") with { Options = bridge },
        Good(Raw, "ping", "/bin/ping -c 1 127.0.0.1 >/dev/null") with { Options = bridge },
        Good(Raw, "refused", "act raw 2>/dev/null || true") with { Options = ["--network", "none", "--cap-drop", "NET_RAW"] },
    ];
}
