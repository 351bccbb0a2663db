namespace Lanner.Rules.Tests.Engine;

/// <summary>Conditions put together at random from checks on fields of every lifetime and with every kind of operator.</summary>
sealed class RandomConditions(Random random)
{
    static readonly string[] s_names = ["cat", "bash", "nginx", "sh", "sshd", "app", "ba", "no-such"];

    static readonly string[] s_paths =
    [
        "/etc/passwd", "/etc/shadow", "/etc", "/etc/pam.d/su", "/usr/bin/cat", "/tmp/x", "/tmp/xy", "/", "/root/.ssh/id_rsa", "/var/log/a.log",
        "/etc/passwd.bak", "/e",
    ];

    public static IReadOnlyList<string> Names => s_names;

    public static IReadOnlyList<string> Paths => s_paths;

    /// <param name="depth">Levels of and, or, not at most.</param>
    public string Next(int depth)
    {
        var kind = depth == 0 ? 0 : random.Next(6);
        return kind switch
        {
            0 or 1 => Check(),
            2 => $"not ({Next(depth - 1)})",
            3 => $"({Join(depth, " or ")})",
            _ => $"({Join(depth, " and ")})",
        };
    }

    string Join(int depth, string word) => string.Join(word, Enumerable.Range(0, random.Next(2, 5)).Select(_ => Next(depth - 1)));

    string Check() => random.Next(34) switch
    {
        0 => "evt.type in (openat, execve)",
        1 => $"evt.type = {Pick("openat", "execve", "connect", "socket", "ptrace", "dup2")}",
        2 => $"evt.is_open_write={Pick("true", "false")}",
        3 => "evt.is_open_read=true",
        4 => $"fd.num {Pick(">=", "<", "=")} {random.Next(-1, 6)}",
        5 => $"evt.arg.flags contains {Pick("O_CREAT", "O_TRUNC", "O_RDONLY")}",
        6 => $"evt.rawres >= {random.Next(-1, 4)}",
        7 => $"proc.name in ({List(s_names)})",
        8 => $"proc.name {Operator()} {Pick(s_names)}",
        9 => $"proc.name != {Pick(s_names)}",
        10 => $"proc.exepath {Operator()} /usr/bin/{Pick(s_names)}",
        11 => $"proc.cmdline contains \"{Pick(s_names)} -\"",
        12 => $"proc.args {Operator()} \"-{Pick("c", "e", "x")}\"",
        13 => $"proc.pname in ({List(s_names)})",
        14 => $"proc.aname in ({List(s_names)})",
        15 => $"proc.aname[{random.Next(3)}] {Operator()} {Pick(s_names)}",
        16 => $"proc.pname {Pick("exists", "!= sh")}",
        17 => $"user.uid {Pick("=", "!=", "<")} {Pick("0", "33", "1000")}",
        18 => $"user.name = {Pick("www-data", "alice", "nobody")}",
        19 => $"container.id {Pick("=", "!=")} host",
        20 => $"container.image.repository in (nginx, redis, {Pick("a", "b")})",
        21 => $"container.image.repository {Operator()} {Pick("ngi", "redis", "x")}",
        22 => $"container.name {Pick("= web", "!= web", "exists", "startswith w")}",
        23 => $"container.privileged={Pick("true", "false")}",
        24 => $"fd.name in ({List(s_paths)})",
        25 => $"fd.name {Operator()} {Pick(s_paths)}",
        26 => $"fd.name pmatch ({List(s_paths)}, /*/pam.d)",
        27 => $"fd.directory in ({List(s_paths)})",
        28 => $"fd.filename {Operator()} {Pick("passwd", "x", "id_rsa", "")}a",
        29 => $"fd.typechar = {Pick("f", "4", "d")}",
        30 => $"fd.sport in ({random.Next(80, 84)}, {random.Next(80, 84)})",
        31 => $"fd.net {Pick("=", "!=")} 10.0.0.0/8",
        32 => "proc.pname = val(proc.name)",
        _ => $"fs.path.name {Operator()} {Pick(s_paths)}",
    };

    string Operator() => Pick("=", "!=", "startswith", "endswith", "contains", "icontains", "glob", "<", "bcontains 61 or proc.name =");

    string List(string[] all) => string.Join(", ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => Pick(all)));

    string Pick(params string[] all) => all[random.Next(all.Length)];
}
