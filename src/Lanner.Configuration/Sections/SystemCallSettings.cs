using Lanner.Events;

namespace Lanner.Configuration;

/// <summary>Section <c>base_syscalls</c>: calls that the kernel reports beside those that the rules name.</summary>
public sealed record SystemCallSettings
{
    /// <summary>Reported instead of what state asks for; empty for that.</summary>
    public IReadOnlyList<string> Added { get; init; } = [];

    /// <summary>Not reported, whoever asks for them.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>State keeps what it cannot do without, also with <see cref="Added"/>.</summary>
    public bool Repair { get; init; }

    /// <summary>A rule that names no event sees also what busy programs do all the time: reading, writing, waiting.</summary>
    public bool All { get; init; }

    internal static SystemCallSettings Read(Section section)
    {
        var added = new List<string>();
        var removed = new List<string>();
        foreach (var word in section.Texts("custom_set"))
        {
            var name = word.TrimStart('!');
            if (SyscallTable.Find(name) < 0)
                section.Error("custom_set", $"'{section.Path("custom_set")}': there is no system call '{Section.Shorten(name)}'", "names as in evt.type, '!' in front removes one");
            else
                (word.StartsWith('!') ? removed : added).Add(name);
        }

        var settings = new SystemCallSettings
        {
            Added = added, Removed = removed, Repair = section.Bool("repair", false), All = section.Bool("all", false),
        };
        section.WarnUnknown();
        return settings;
    }
}
