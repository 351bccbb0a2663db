using System.Globalization;
using System.Text;

namespace Lanner.RuleSpeed;

/// <summary>
/// Rules in the manner of large rule sets in the field: a few shapes (files read and written below folders, programs started by others,
/// connections to ports and networks, files removed and made executable), each again and again with other lists, paths, names and
/// images, and macros in common. The same rules at every call.
/// </summary>
static class GeneratedRules
{
    const string Macros = """
        - macro: open_read
          condition: (evt.type in (open,openat,openat2) and evt.is_open_read=true and fd.typechar='f' and fd.num>=0)
        - macro: open_write
          condition: (evt.type in (open,openat,openat2) and evt.is_open_write=true and fd.typechar='f' and fd.num>=0)
        - macro: spawned_process
          condition: (evt.type in (execve, execveat) and evt.failed=false)
        - macro: container
          condition: (container.id != host)
        - macro: outbound
          condition: >
            (((evt.type = connect and evt.dir=<) or (evt.type in (sendto,sendmsg) and evt.dir=< and fd.l4proto != tcp and fd.connected=false and fd.name_changed=true)) and
             (fd.typechar = 4 or fd.typechar = 6) and (fd.ip != "0.0.0.0" and fd.net != "127.0.0.0/8") and (evt.rawres >= 0 or evt.res = EINPROGRESS))
        - macro: inbound
          condition: >
            (((evt.type in (accept,accept4,listen) and evt.dir=<) or (evt.type in (recvfrom,recvmsg) and evt.dir=< and fd.l4proto != tcp and fd.connected=false and fd.name_changed=true)) and
             (fd.typechar = 4 or fd.typechar = 6) and (fd.ip != "0.0.0.0" and fd.net != "127.0.0.0/8") and (evt.rawres >= 0 or evt.res = EINPROGRESS))
        - macro: remove
          condition: (evt.type in (rmdir, unlink, unlinkat) and evt.failed=false)
        - macro: rename
          condition: (evt.type in (rename, renameat, renameat2))
        - macro: modify
          condition: (rename or remove)
        - macro: made_executable
          condition: (evt.type in (chmod, fchmod, fchmodat) and (evt.arg.mode contains S_IXUSR or evt.arg.mode contains S_IXGRP or evt.arg.mode contains S_IXOTH))
        - list: shells
          items: [ash, bash, csh, ksh, sh, tcsh, zsh, dash]
        - list: managers
          items: [dpkg, rpm, apt-get, yum, dnf, apk, pip, npm, gem, unattended-upgr]
        - macro: by_manager
          condition: (proc.name in (managers) or proc.pname in (managers))

        """;

    static readonly string[] s_parts =
    [
        "billing", "search", "mail", "ledger", "orders", "report", "gateway", "worker", "cache", "index", "audit", "backup", "stream", "notify",
        "catalog", "session", "metrics", "render", "upload", "export",
    ];

    /// <summary>Condition by number; the same shape every tenth time.</summary>
    static readonly Func<int, string>[] s_shapes =
    [
        n => $"open_read and fd.name startswith /srv/{Part(n)}/{n}/secrets and not proc.name in ({Names(n, 6)}) and not by_manager",
        n => $"open_write and fd.directory in ({Folders(n, 5)}) and not proc.pname in ({Names(n + 3, 4)}) and not by_manager",
        n => $"spawned_process and container and proc.name in ({Names(n, 8)}) and not proc.pname in (shells, {Names(n + 1, 3)})",
        n => $"spawned_process and proc.pname in ({Names(n + 2, 3)}) and (proc.cmdline contains \"--{Part(n)}-key{n}\" or proc.args startswith \"-{(char)('a' + n % 26)}{n} \")",
        n => $"outbound and container and fd.sport in ({Ports(n, 5)}) and container.image.repository = registry.example.com/{Part(n)}/{Part(n + 7)}-{n}",
        n => $"open_write and container and container.image.repository in ({Images(n, 4)}) and (fd.name startswith /usr/lib/{Part(n)} or fd.name pmatch (/var/lib/{Part(n)}{n}, /opt/*/{Part(n)}/{n}))",
        n => $"open_read and container and fd.name in ({Files(n, 6)}) and not proc.aname in ({Names(n + 4, 3)}) and user.name != svc{n}",
        n => $"modify and (evt.arg.path startswith /srv/{Part(n)}/{n} or evt.arg.name startswith /srv/{Part(n)}/{n} or evt.arg.oldpath startswith /srv/{Part(n)}/{n}) and not proc.name in ({Names(n, 4)})",
        n => $"inbound and fd.sport in ({Ports(n + 5, 4)}) and not fd.cnet in (\"10.{n % 256}.0.0/16\", \"192.168.{n % 256}.0/24\") and proc.name = {Part(n)}d{n}",
        n => $"made_executable and container and evt.arg.filename endswith .{Part(n)}{n} and not user.uid = {1000 + n}",
    ];

    public static string Write(int count)
    {
        var text = new StringBuilder(Macros);
        for (var n = 0; n < count; n++)
        {
            text.Append(CultureInfo.InvariantCulture, $"""
                - rule: {Part(n)} rule {n}
                  desc: Made for measuring.
                  condition: >
                    {s_shapes[n % s_shapes.Length](n)}
                  output: "something happened (file=%fd.name process=%proc.name parent=%proc.pname command=%proc.cmdline user=%user.name)"
                  priority: WARNING

                """);
        }

        return text.ToString();
    }

    static string Part(int n) => s_parts[n % s_parts.Length];

    static string Names(int n, int count) => Join(count, i => $"{Part(n + i)}-{(n + i) % 97}");

    static string Folders(int n, int count) => Join(count, i => $"/etc/{Part(n + i)}/conf{n % 53}.d");

    static string Files(int n, int count) => Join(count, i => $"/etc/{Part(n + i)}/{n}-{i}.key");

    static string Images(int n, int count) => Join(count, i => $"registry.example.com/{Part(n + i)}/{Part(n + 2 * i)}-{(n + i) % 61}");

    static string Ports(int n, int count) => Join(count, i => (1024 + (n * 131 + i * 17) % 60_000).ToString(CultureInfo.InvariantCulture));

    static string Join(int count, Func<int, string> item) => string.Join(", ", Enumerable.Range(0, count).Select(item));
}
