using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>The path of calls that name one relative to a directory descriptor.</summary>
static class EventPathFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.Custom("evt.abspath", FieldType.Text, Lifetime.Event, FieldArgument.Optional | FieldArgument.Dotted,
            "Absolute path of a call such as openat or unlinkat; of renameat and linkat .src is the old path and .dst the new one.",
            static (definition, argument) =>
            {
                if (argument is not (null or "src" or "dst")) return (null, $"{definition.Name}.{argument}: only .src and .dst are known");
                var paths = argument == "dst" ? s_second : s_first;
                return Define.Make(definition, argument is null ? definition.Name : $"{definition.Name}.{argument}", paths,
                    static (in context, paths, ref value) => Read(in context, paths, ref value));
            }),
    ];

    static readonly EventParameter?[] s_first = Paths(second: false);
    static readonly EventParameter?[] s_second = Paths(second: true);

    static bool Read(in EventContext context, EventParameter?[] paths, ref FieldValue value) =>
        (int)context.Event.Code < paths.Length && paths[(int)context.Event.Code] is { } parameter
        && ParameterPath.TryResolve(in context, parameter, out var path) && value.Set(path);

    /// <summary>Of calls with two paths the one asked for; those with a single path have it under both names.</summary>
    static EventParameter?[] Paths(bool second)
    {
        var paths = new EventParameter?[EventTable.CodeCount];
        foreach (var info in EventTable.All)
        {
            if (!info.IsExit || info.Status != EventStatus.Live) continue;
            var relative = info.Parameters.Where(parameter => parameter.Type == ParameterType.FsRelPath).ToList();
            if (relative.Count > 0) paths[(int)info.Code] = second ? relative[^1] : relative[0];
            else if (info.Code == EventCode.OpenByHandleAtExit) paths[(int)info.Code] = info.Parameters[info.IndexOf("path")];
        }

        return paths;
    }
}
