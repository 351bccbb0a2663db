namespace Lanner.Rules.Tests.PushDown;

/// <summary>Conditions made of what push-down looks at, and some that it does not.</summary>
sealed class RandomConditions(Random random)
{
    static readonly string[] s_texts =
    [
        "/etc/shadow", "/etc/", "/etc", "shadow", "/shadow", "/usr/bin/", "/root/.ssh/id_rsa", "/.ssh/", ".pub", "_history", "/", "/x", "hosts",
        "/var/log/access.log", "/a", "etc/shadow", "/usr/share/doc",
    ];

    static readonly string[] s_names = ["shadow", "id_rsa", "access.log", "a", "hosts", "x.pub", "/"];

    static readonly string[] s_patterns =
        ["*/.ssh/id_*", "/etc/*", "*shadow", "/usr/*/doc", "*", "/e?c/shadow", "*/[s]hadow", "/etc/shadow", "*/doc/*/x", "*.pub"];

    static readonly string[] s_plain =
    [
        "evt.is_open_read = true", "evt.is_open_read = false", "evt.is_open_write = true", "evt.is_open_write = false",
        "evt.is_open_exec = true", "evt.is_open_create = true", "evt.is_open_create = false", "evt.arg.flags contains O_TRUNC",
        "evt.arg.flags contains O_CREAT", "evt.arg.flags contains O_RDWR", "evt.rawres >= 0", "evt.rawres < 0", "evt.rawres > -1", "evt.rawres <= 0",
        "evt.rawres = 0", "evt.rawres != 0", "evt.rawres in (-2, -13)", "evt.rawres in (3, -115)", "evt.res = SUCCESS", "evt.res != ENOENT",
        "evt.res in (SUCCESS, EINPROGRESS)", "evt.res = EINPROGRESS", "evt.failed = true", "evt.failed = false", "fd.num >= 0", "fd.num = -1",
        "fd.num > 4", "proc.name = cat", "proc.name = dog", "container.id = host", "container.id != host", "evt.type in (open, openat)",
        "evt.type = creat", "evt.type != openat", "syscall.type = connect", "fd.name exists", "evt.arg.res exists", "fd.typechar = f",
        "tolower(fd.name) = /etc/shadow", "fd.nameraw contains \"../\"", "fd.nameraw contains \"/../e\"", "not fd.nameraw contains \"../\"", "fd.name = val(proc.name)",
    ];

    public string Next(int depth)
    {
        switch (random.Next(depth > 0 ? 8 : 3))
        {
            case 0 or 1: return s_plain[random.Next(s_plain.Length)];
            case 2: return Path();
            case 3: return $"not ({Next(depth - 1)})";
            case 4 or 5: return $"({Next(depth - 1)} or {Next(depth - 1)})";
            default: return $"({Next(depth - 1)} and {Next(depth - 1)})";
        }
    }

    string Path()
    {
        var field = Pick("fd.name", "fd.name", "fd.name", "fs.path.name", "fd.directory");
        return random.Next(8) switch
        {
            0 => $"{field} = {Text()}",
            1 => $"{field} in ({Text()}, {Text()})",
            2 => $"{field} startswith {Text()}",
            3 => $"{field} endswith {Text()}",
            4 => $"{field} contains {Text()}",
            5 => $"{field} glob \"{s_patterns[random.Next(s_patterns.Length)]}\"",
            6 => $"{field} pmatch ({Text()}, \"/usr/*/doc\")",
            _ => $"fd.filename {Pick("=", "endswith", "startswith", "!=")} \"{s_names[random.Next(s_names.Length)]}\"",
        };
    }

    string Text() => $"\"{s_texts[random.Next(s_texts.Length)]}\"";

    string Pick(params string[] words) => words[random.Next(words.Length)];
}
