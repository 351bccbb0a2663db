using Lanner.State;

using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>Parents and their parents.</summary>
static class AncestorFields
{
    /// <summary>Levels looked at: deeper nesting is no longer a lineage but an attempt to keep us busy.</summary>
    const int Deepest = 256;

    /// <summary>Levels searched for a variable, as rules for it were written.</summary>
    const int DeepestEnvironment = 20;

    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("proc.ppid", Integer, Lifetime.Lineage, "Process id of the parent.",
            static (in context, ref value) => context.Process is { } process && value.Set((long)process.ParentPid)),
        Define.One("proc.pvpid", Integer, Lifetime.Lineage, "Process id of the parent in the parent's pid namespace.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.Set(parent.VirtualPid)),
        Define.One("proc.pname", Text, Lifetime.Lineage, "Name of the parent, as proc.name.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.Set(parent.Name)),
        Define.One("proc.pexe", Text, Lifetime.Lineage, "First argument of the parent.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.Set(parent.Exe)),
        Define.One("proc.pexepath", Text, Lifetime.Lineage, "Path of the parent's program.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.Set(parent.ExePath)),
        Define.One("proc.pcmdline", Text, Lifetime.Lineage, "Name and arguments of the parent.",
            static (in context, ref value) => context.Process?.Parent is { } parent && value.Set(parent.CommandLine)),
        Texts("proc.aname", "Names", static process => process.Name),
        Texts("proc.aexe", "First arguments", static process => process.Exe),
        Texts("proc.aexepath", "Paths of the programs", static process => process.ExePath),
        Texts("proc.acmdline", "Names and arguments", static process => process.CommandLine),
        Ancestor("proc.apid", Integer,
            "Process ids of all ancestors, the parent first; [N] is the one N levels up, [0] the process itself.",
            static (in _, ancestor, ref value) => value.Set((long)ancestor.Pid)),
        Define.Custom("proc.aargs", FieldType.Text, Lifetime.Lineage, FieldArgument.Optional | FieldArgument.Index,
            "Arguments of all ancestors joined by blanks, the parent's first; [N] are those N levels up, [0] the process's own.",
            static (definition, text) => text is null
                ? (new SingleField(ReadAllArguments) { Definition = definition, Text = definition.Name }, null)
                : AtLevel(definition, text, static (in _, ancestor, ref value) => value.Set(ancestor.ArgsText))),
        Define.Custom("proc.aenv", FieldType.Text, Lifetime.Lineage, FieldArgument.Optional | FieldArgument.Index | FieldArgument.Key,
            "Environments of all ancestors; [N] is that of the one N levels up, [NAME] the variable's value in the nearest that has it.",
            CreateEnvironment, list: ListKind.AnyOf),
        Define.One("proc.loginshellid", Integer, Lifetime.Event,
            "Process id of the oldest among the process and its ancestors whose name ends in sh.", ReadLoginShell),
    ];

    /// <summary>The ancestor a number of levels up; null when the chain is shorter or goes in a circle for too long.</summary>
    static Process? Up(Process? process, int levels)
    {
        if (levels > Deepest) return null;
        for (; levels > 0 && process is not null; levels--) process = process.Parent;
        return process;
    }

    static FieldDefinition Texts(string name, string what, Func<Process, byte[]> read) =>
        Ancestor(name, FieldType.Text,
            $"{what} of all ancestors, the parent first; [N] is the one N levels up, [0] the process itself.",
            (in _, ancestor, ref value) => value.Set(read(ancestor)));

    static FieldDefinition Ancestor(string name, FieldType type, string description, FieldReader<Process> read) =>
        Define.Custom(name, type, Lifetime.Lineage, FieldArgument.Optional | FieldArgument.Index, description,
            (definition, text) => text is null
                ? (new ListField((in context, index, ref value) =>
                    Up(context.Process, index + 1) is { } ancestor
                        && read(in context, ancestor, ref value)) { Definition = definition, Text = name }, null)
                : AtLevel(definition, text, read),
            list: ListKind.AnyOf);

    /// <summary>One level. The process itself is no ancestor: what is read of it changes when it runs a program.</summary>
    static (Field?, string?) AtLevel(FieldDefinition definition, string text, FieldReader<Process> read)
    {
        if (!Define.TryIndex(text, out var level)) return (null, Define.NotAnIndex(definition.Name, text));
        return Define.Make(definition, $"{definition.Name}[{level}]", level,
            (in context, level, ref value) => Up(context.Process, level) is { } ancestor && read(in context, ancestor, ref value),
            level == 0 ? Lifetime.Image : Lifetime.Lineage);
    }

    static bool ReadAllArguments(in EventContext context, ref FieldValue value)
    {
        if (context.Process is null) return false;
        var text = new ScratchText(context.Scratch, FieldScratch.Limit);
        var ancestor = context.Process.Parent;
        for (var level = 0; level < Deepest && ancestor is not null; level++, ancestor = ancestor.Parent)
        {
            if (ancestor.Args.Length == 0) continue;
            if (text.Length > 0) text.Append((byte)' ');
            text.AppendJoined(ancestor.Args);
        }

        return value.Set(text.Text);
    }

    static (Field?, string?) CreateEnvironment(FieldDefinition definition, string? text)
    {
        if (text is null)
        {
            return (new ListField(static (in context, index, ref value) => Up(context.Process, index + 1) is { } ancestor
                && value.Set(ProcessFields.Joined(context.Scratch, ancestor.Environment)))
                { Definition = definition, Text = definition.Name }, null);
        }

        if (Define.TryIndex(text, out _))
        {
            return AtLevel(definition, text, static (in context, ancestor, ref value) =>
                value.Set(ProcessFields.Joined(context.Scratch, ancestor.Environment)));
        }

        if (text.Length == 0) return (null, $"{definition.Name} needs the name of a variable between the brackets");
        var variable = System.Text.Encoding.UTF8.GetBytes(text);
        return Define.Make(definition, $"{definition.Name}[{text}]", variable, static (in context, name, ref value) =>
        {
            var ancestor = context.Process?.Parent;
            for (var level = 0; level < DeepestEnvironment && ancestor is not null; level++, ancestor = ancestor.Parent)
            {
                if (ZeroSeparated.TryGetValue(ancestor.Environment, name, out var found)) return value.Set(found);
            }

            return false;
        });
    }

    static bool ReadLoginShell(in EventContext context, ref FieldValue value)
    {
        var found = -1;
        var process = context.Process;
        for (var level = 0; level < Deepest && process is not null; level++, process = process.Parent)
        {
            if (process.Name.AsSpan().EndsWith("sh"u8)) found = process.Pid;
        }

        return found >= 0 && value.Set((long)found);
    }
}
