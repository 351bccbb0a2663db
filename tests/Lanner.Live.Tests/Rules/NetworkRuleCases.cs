using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>Connections and sockets. {server} listens on port 8080, no other port answers.</summary>
static class NetworkRuleCases
{
    const string Offline = "System binary connected out", Reverse = "Reverse shell", Tool = "Network tool that runs commands",
        Mining = "Crypto mining", Metadata = "Cloud metadata service contacted", Kubernetes = "Kubernetes API contacted",
        Raw = "Raw socket created", Scan = "Ports of a host scanned", Exfiltration = "Secret read and public address contacted", Shell = "Shell spawned in container", Bash = "Bash in container";

    const string Keys = "Credentials read", MakeKey = "mkdir -p /root/.ssh; echo key >/root/.ssh/id_rsa";

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

        Bad(Scan, "twenty ports", $"act {Connects(20, "{server}")}")
            with { Options = bridge, Fields = [("count.times", "20"), ("fd.name", "~:9020"), ("proc.name", "act")] },
        Bad(Scan, "by one process for each port", "port=9001; while [ $port -le 9020 ]; do act connect {server} $port; port=$((port + 1)); done") with { Options = bridge },
        Good(Scan, "nineteen ports, and one again", $"act {Connects(19, "{server}")} + connect {{server}} 9001") with { Options = bridge },
        Good(Scan, "a port of twenty hosts", $"act {string.Join(" + ", Enumerable.Range(1, 20).Select(host => $"connect 198.51.100.{host} 9001"))}")
            with { Options = bridge },
        Good(Scan, "its own ports", $"act {Connects(20, "127.0.0.1")}") with { Options = bridge },

        Bad(Exfiltration, "a key goes out", $"{MakeKey}; /bin/sh -c '/bin/cat /root/.ssh/id_rsa >/dev/null; act connect 203.0.113.1 8080; true'")
            with
            {
                Options = bridge, Also = [Keys],
                Fields = [("after.read.fd.name", "/root/.ssh/id_rsa"), ("after.read.proc.cmdline", "cat /root/.ssh/id_rsa"), ("fd.name", "~->203.0.113.1:8080")],
            },
        Good(Exfiltration, "a key is used in a private network", $"{MakeKey}; /bin/sh -c '/bin/cat /root/.ssh/id_rsa >/dev/null; act connect 10.255.255.1 8080; true'")
            with { Options = bridge, Also = [Keys] },
        Good(Exfiltration, "another session connects", $"{MakeKey}; /bin/sh -c '/bin/cat /root/.ssh/id_rsa >/dev/null; true'; act connect 203.0.113.1 8080")
            with { Options = bridge, Also = [Keys] },
        Good(Exfiltration, "it connects before it reads", $"{MakeKey}; /bin/sh -c 'act connect 203.0.113.1 8080; /bin/cat /root/.ssh/id_rsa >/dev/null; true'")
            with { Options = bridge, Also = [Keys] },

        Bad(Raw, "raw", "act raw") with { Fields = [("proc.name", "act")] },
        Bad(Raw, "packet", "act packet"),
        Good(Raw, "an ordinary connection", "act connect {server} 8080") with { Options = bridge },
        Good(Raw, "ping", "/bin/ping -c 1 127.0.0.1 >/dev/null") with { Options = bridge },
        Good(Raw, "refused", "act raw 2>/dev/null || true") with { Options = ["--network", "none", "--cap-drop", "NET_RAW"] },
    ];

    /// <summary>Actions that connect to so many ports from 9001 on.</summary>
    static string Connects(int count, string address) => string.Join(" + ", Enumerable.Range(9001, count).Select(port => $"connect {address} {port}"));
}
