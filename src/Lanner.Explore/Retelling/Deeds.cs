using Lanner.Events;
using Lanner.Filters;
using Lanner.Filters.Fields;

namespace Lanner.Explore.Retelling;

/// <summary>What a call means in words.</summary>
/// <param name="Past">When it succeeded.</param>
/// <param name="Infinitive">Behind "tried to".</param>
/// <param name="Object">What it was done to.</param>
sealed record Deed(string Past, string Infinitive, OutputFormat Object);

/// <summary>
/// The calls that say something about a process by themselves, with their words. Those that need thought (programs, files, connections,
/// ends) are <see cref="Narrator"/>'s.
/// </summary>
static class Deeds
{
    static readonly FieldCatalogue s_catalogue = new(AllFields.Definitions);

    static readonly Dictionary<string, Deed> s_byName = new(StringComparer.Ordinal)
    {
        ["unlink"] = Of("deleted", "delete", "%fs.path.name"),
        ["unlinkat"] = Of("deleted", "delete", "%fs.path.name"),
        ["rmdir"] = Of("deleted directory", "delete directory", "%fs.path.name"),
        ["mkdir"] = Of("made directory", "make directory", "%fs.path.name"),
        ["mkdirat"] = Of("made directory", "make directory", "%fs.path.name"),
        ["rename"] = Of("renamed", "rename", "%fs.path.source to %fs.path.target"),
        ["renameat"] = Of("renamed", "rename", "%fs.path.source to %fs.path.target"),
        ["renameat2"] = Of("renamed", "rename", "%fs.path.source to %fs.path.target"),
        ["symlink"] = Of("linked", "link", "%fs.path.source to %fs.path.target"),
        ["symlinkat"] = Of("linked", "link", "%fs.path.source to %fs.path.target"),
        ["link"] = Of("linked", "link", "%fs.path.source to %fs.path.target (hard)"),
        ["linkat"] = Of("linked", "link", "%fs.path.source to %fs.path.target (hard)"),
        ["chmod"] = Of("changed permissions of", "change permissions of", "%fs.path.name to "),
        ["fchmodat"] = Of("changed permissions of", "change permissions of", "%fs.path.name to "),
        ["fchmod"] = Of("changed permissions of", "change permissions of", "%fd.name to "),
        ["chown"] = Of("changed owner of", "change owner of", "%fs.path.name to %evt.arg.uid"),
        ["lchown"] = Of("changed owner of", "change owner of", "%fs.path.name to %evt.arg.uid"),
        ["fchownat"] = Of("changed owner of", "change owner of", "%fs.path.name to %evt.arg.uid"),
        ["fchown"] = Of("changed owner of", "change owner of", "%fd.name to %evt.arg.uid"),
        ["mount"] = Of("mounted", "mount", "%evt.arg.dev on %evt.arg.dir"),
        ["umount"] = Of("unmounted", "unmount", "%evt.arg.name"),
        ["umount2"] = Of("unmounted", "unmount", "%evt.arg.name"),
        ["chroot"] = Of("changed its root to", "change its root to", "%evt.arg.path"),
        ["setns"] = Of("entered namespace", "enter namespace", "%fd.name (%evt.arg.nstype)"),
        ["unshare"] = Of("made namespaces of its own:", "make namespaces of its own:", "%evt.arg.flags"),
        ["setuid"] = Of("changed user to", "change user to", "%evt.arg.uid"),
        ["setreuid"] = Of("changed user to", "change user to", "%evt.arg.euid"),
        ["setresuid"] = Of("changed user to", "change user to", "%evt.arg.euid"),
        ["setgid"] = Of("changed group to", "change group to", "%evt.arg.gid"),
        ["setresgid"] = Of("changed group to", "change group to", "%evt.arg.egid"),
        ["ptrace"] = Of("traced a process:", "trace a process:", "%evt.arg.request"),
        ["kill"] = Of("sent", "send", "%evt.arg.sig to process %evt.arg.pid"),
        ["tgkill"] = Of("sent", "send", "%evt.arg.sig to process %evt.arg.pid"),
        ["memfd_create"] = Of("made a file in memory:", "make a file in memory:", "%evt.arg.name"),
        ["bpf"] = Of("used bpf:", "use bpf:", "%evt.arg.cmd"),
        ["init_module"] = Of("loaded a kernel module", "load a kernel module", ""),
        ["finit_module"] = Of("loaded a kernel module:", "load a kernel module:", "%fd.name"),
        ["delete_module"] = Of("unloaded kernel module", "unload kernel module", "%evt.arg.name"),
        ["listen"] = Of("listened on", "listen on", "%fd.name"),
    };

    static readonly Deed?[] s_byCode =
        [.. EventTable.All.ToArray().Select(info => info.IsExit && info.Status != EventStatus.Unused ? s_byName.GetValueOrDefault(info.Name) : null)];

    /// <summary>The words for an event, or null.</summary>
    public static Deed? Find(EventCode code) => (int)code < s_byCode.Length ? s_byCode[(int)code] : null;

    /// <summary>A format of our own; what is missing shows as such.</summary>
    public static OutputFormat Format(string text)
    {
        var result = OutputFormat.Compile("*" + text, s_catalogue);
        return result.Format ?? throw new InvalidOperationException($"{text}: {result.Diagnostics[0].Message}");
    }

    static Deed Of(string past, string infinitive, string what) => new(past, infinitive, Format(what));
}
