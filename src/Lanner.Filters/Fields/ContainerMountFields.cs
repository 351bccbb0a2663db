using System.Text;

using Lanner.State.Containers;

namespace Lanner.Filters.Fields;

/// <summary>
/// The mounts of the container. One is chosen by its number or by a pattern for its source (of container.mount.source: for its
/// destination); the first that matches counts, and where none does the value is the word none.
/// </summary>
static class ContainerMountFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("container.mounts", FieldType.Text, Lifetime.Container,
            "All mounts with blanks between, each source:destination:mode:writable:propagation.",
            ReadAll),
        Mount("container.mount", "One mount as source:destination:mode:writable:propagation", bySource: true,
            static (ref text, in mount) => AppendWhole(ref text, in mount)),
        Mount("container.mount.source", "Source of one mount", bySource: false, static (ref text, in mount) => text.Append(mount.Source)),
        Mount("container.mount.dest",
            "Destination of one mount", bySource: true, static (ref text, in mount) => text.Append(mount.Destination)),
        Mount("container.mount.mode", "Mode of one mount", bySource: true, static (ref text, in mount) => text.Append(mount.Mode)),
        Mount("container.mount.rdwr", "Whether one mount can be written, true or false", bySource: true,
            static (ref text, in mount) => text.Append(mount.ReadWrite ? "true"u8 : "false"u8)),
        Mount("container.mount.propagation",
            "Propagation of one mount", bySource: true, static (ref text, in mount) => text.Append(mount.Propagation)),
    ];

    delegate void Appender(ref ScratchText text, in ContainerMount mount);

    static FieldDefinition Mount(string name, string what, bool bySource, Appender append) =>
        Define.Custom(name, FieldType.Text, Lifetime.Container, FieldArgument.Index | FieldArgument.Key,
            $"{what}, by number or by a pattern for its {(bySource ? "source" : "destination")}; none where there is no such mount.",
            (definition, text) =>
            {
                var chosen = new Choice(Define.TryIndex(text!, out var index) ? index : -1, Encoding.UTF8.GetBytes(text!));
                return (new ArgumentField<Choice>((in context, choice, ref value) =>
                {
                    if (ContainerFields.Find(in context) is not { IsPartial: false } detail) return false;
                    var found = Find(detail, choice, bySource);
                    if (found < 0) return value.Set("none"u8);
                    var result = new ScratchText(context.Scratch, FieldScratch.Limit);
                    append(ref result, in detail.Mounts[found]);
                    return value.Set(result.Text);
                }, chosen, Lifetime.Container) { Definition = definition, Text = $"{name}[{text}]" }, null);
            });

    /// <param name="Index">Position of the mount; below 0 when it is chosen by pattern.</param>
    readonly record struct Choice(int Index, byte[] Pattern);

    static int Find(ContainerDetail detail, Choice choice, bool bySource)
    {
        if (choice.Index >= 0) return choice.Index < detail.Mounts.Length ? choice.Index : -1;
        return Array.FindIndex(detail.Mounts, mount => Glob.IsMatch(choice.Pattern, bySource ? mount.Source : mount.Destination));
    }

    static bool ReadAll(in EventContext context, ref FieldValue value)
    {
        if (ContainerFields.Find(in context) is not { IsPartial: false } detail) return false;
        var text = new ScratchText(context.Scratch, FieldScratch.Limit);
        for (var i = 0; i < detail.Mounts.Length; i++)
        {
            if (i > 0) text.Append((byte)' ');
            AppendWhole(ref text, in detail.Mounts[i]);
        }

        return value.Set(text.Text);
    }

    static void AppendWhole(ref ScratchText text, in ContainerMount mount)
    {
        text.Append(mount.Source);
        text.Append((byte)':');
        text.Append(mount.Destination);
        text.Append((byte)':');
        text.Append(mount.Mode);
        text.Append((byte)':');
        text.Append(mount.ReadWrite ? "true"u8 : "false"u8);
        text.Append((byte)':');
        text.Append(mount.Propagation);
    }
}
