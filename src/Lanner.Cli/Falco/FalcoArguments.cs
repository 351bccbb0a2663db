using System.Globalization;

namespace Lanner.Cli.Falco;

/// <summary>The form in which a list is printed.</summary>
enum ListFormat
{
    Text,
    Markdown,
    Json,
}

/// <summary>A command line of falco.</summary>
sealed class FalcoArguments
{
    /// <summary>Options that take a value, long and short names of one in a row; the first is the one they are known by here.</summary>
    static readonly string[][] s_withValue =
    [
        ["c"], ["o", "option"], ["r"], ["V", "validate"], ["l"], ["M"], ["P", "pidfile"], ["p", "print"], ["S", "snaplen"], ["e"], ["format"],
        ["enable-source"], ["disable-source"], ["plugin-info"], ["D"], ["T"], ["t"], ["s"], ["stats-interval"], ["cri"], ["g", "gvisor-config"],
        ["gvisor-generate-config"], ["gvisor-root"], ["k", "k8s-api"], ["K", "k8s-api-cert"], ["k8s-node"], ["m"],
    ];

    static readonly string[][] s_switches =
    [
        ["h", "help"], ["L"], ["N"], ["U", "unbuffered"], ["i"], ["A"], ["b", "print-base64"], ["v"], ["d", "daemon"], ["u", "userspace"], ["dry-run"],
        ["list-events", "list-syscall-events"], ["list-plugins"], ["config-schema"], ["rule-schema"], ["support"], ["version"], ["page-size"],
        ["markdown"], ["nodriver"], ["modern-bpf"], ["disable-cri-async"],
    ];

    /// <summary>Options that are gone, with what to write instead.</summary>
    static readonly Dictionary<string, string> s_gone = new(StringComparer.Ordinal)
    {
        ["D"] = "write -o rules[].disable.rule='*TEXT*'",
        ["T"] = "write -o rules[].disable.tag=TAG",
        ["t"] = "write -o rules[].disable.rule='*' -o rules[].enable.tag=TAG",
        ["d"] = "let systemd or the shell put it into the background; -P FILE still writes its process number",
        ["u"] = "there is no tracing from user space; leave it out",
        ["s"] = "see the section metrics of the configuration",
        ["stats-interval"] = "see metrics.interval in the configuration",
        ["g"] = "gVisor is not supported",
        ["gvisor-generate-config"] = "gVisor is not supported",
        ["gvisor-root"] = "gVisor is not supported",
        ["k"] = "names of pods come from the labels of their containers; leave it out",
        ["K"] = "names of pods come from the labels of their containers; leave it out",
        ["k8s-node"] = "names of pods come from the labels of their containers; leave it out",
        ["m"] = "Mesos is not supported",
        ["cri"] = "container engines are found by their sockets; leave it out",
        ["disable-cri-async"] = "alerts wait for the detail of their container; leave it out",
    };

    readonly List<(string Name, string Value)> _values = [];
    readonly HashSet<string> _switches = new(StringComparer.Ordinal);

    /// <summary>Why the command line cannot be used; null when it can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Fields are to be listed, of this source; empty for all, null for no list.</summary>
    public string? List { get; private set; }

    public bool Has(string name) => _switches.Contains(name);

    /// <summary>The last value of an option; null when it is not given.</summary>
    public string? Value(string name) => _values.LastOrDefault(v => v.Name == name).Value;

    public IReadOnlyList<string> Values(string name) => [.. _values.Where(v => v.Name == name).Select(v => v.Value)];

    public TimeSpan? Duration { get; private set; }

    public ListFormat Format { get; private set; }

    public static FalcoArguments Parse(IReadOnlyList<string> arguments)
    {
        var parsed = new FalcoArguments();
        for (var i = 0; i < arguments.Count && parsed.Problem is null; i++)
        {
            var word = arguments[i];
            if (word.StartsWith("--", StringComparison.Ordinal) && word.Length > 2) parsed.TakeLong(word[2..], arguments, ref i);
            else if (word.StartsWith('-') && word.Length > 1) parsed.TakeShort(word[1..], arguments, ref i);
            // falco -V one.yaml two.yaml
            else if (parsed._values is [.., ("V" or "r", _)]) parsed._values.Add((parsed._values[^1].Name, word));
            else parsed.Problem = $"'{Shown.Safe(word)}' belongs to no option";
        }

        parsed.Check();
        return parsed;
    }

    void TakeLong(string word, IReadOnlyList<string> arguments, ref int i)
    {
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var (name, value) = equals < 0 ? (word, null) : (word[..equals], word[(equals + 1)..]);
        if (name == "list")
        {
            List = value ?? "";
            return;
        }

        Take(name, "--" + name, value, arguments, ref i);
    }

    /// <summary>Switches may stand together; the value of an option may stand right behind it.</summary>
    void TakeShort(string letters, IReadOnlyList<string> arguments, ref int i)
    {
        for (var at = 0; at < letters.Length && Problem is null; at++)
        {
            var name = letters[at].ToString();
            var rest = letters[(at + 1)..];
            var takesRest = rest.Length > 0 && Find(s_withValue, name) is not null;
            Take(name, "-" + name, takesRest ? rest.TrimStart('=') : null, arguments, ref i);
            if (takesRest) return;
        }
    }

    void Take(string name, string shown, string? value, IReadOnlyList<string> arguments, ref int i)
    {
        if (Find(s_switches, name) is { } known)
        {
            if (value is not null) Problem = $"{Shown.Safe(shown)} takes no value";
            else if (s_gone.TryGetValue(known, out var instead)) Problem = $"{shown} is no option any more: {instead}";
            else _switches.Add(known);
            return;
        }

        if (Find(s_withValue, name) is not { } option)
        {
            var all = s_switches.Concat(s_withValue).SelectMany(n => n).Append("list").Where(n => n.Length > 1);
            var near = Yaml.NearestWord.Of(name, all);
            Problem = $"there is no option {Shown.Safe(shown)}{(near is null ? "" : $"; did you mean --{near}?")}";
        }
        else if (s_gone.TryGetValue(option, out var instead))
        {
            Problem = $"{shown} is no option any more: {instead}";
        }
        else if (value is not null)
        {
            _values.Add((option, value));
        }
        else if (++i < arguments.Count)
        {
            _values.Add((option, arguments[i]));
        }
        else
        {
            Problem = $"{shown} needs a value";
        }
    }

    void Check()
    {
        if (Problem is not null) return;
        if (Value("M") is { } seconds)
        {
            if (int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) Duration = number == 0 ? null : TimeSpan.FromSeconds(number);
            else Problem = $"-M: '{Shown.Safe(seconds)}' is not a number of seconds";
        }

        switch (Value("format") ?? (Has("markdown") ? "markdown" : "text"))
        {
            case "text": break;
            case "markdown": Format = ListFormat.Markdown; break;
            case "json": Format = ListFormat.Json; break;
            case var other: Problem = $"--format: '{Shown.Safe(other)}' is none of text, markdown, json"; break;
        }

        if (Values("enable-source").Count > 0 && Values("disable-source").Count > 0) Problem = "--enable-source and --disable-source cannot be mixed";
        foreach (var source in Values("enable-source").Concat(Values("disable-source")).Concat(List is { Length: > 0 } ? [List] : []))
        {
            if (source != "syscall") Problem = $"there is no event source '{Shown.Safe(source)}': the one source is syscall";
        }

        if (Values("disable-source").Count > 0 && Problem is null) Problem = "syscall is the one event source and cannot be switched off";
    }

    static string? Find(string[][] options, string name) => options.FirstOrDefault(names => names.Contains(name))?[0];
}
