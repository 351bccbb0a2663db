using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>Paths as calls give them, made absolute.</summary>
static class ParameterPath
{
    /// <summary>AT_FDCWD: a path is relative to the working directory.</summary>
    public const long WorkingDirectory = -100;

    /// <summary>
    /// The path of a parameter made absolute: an absolute one without dots and double slashes; a relative one joined with the
    /// directory descriptor that the parameter names, or with the working directory. In scratch memory. False when the parameter
    /// is absent, or when it is relative and nobody knows to what.
    /// </summary>
    public static bool TryResolve(scoped in EventContext context, EventParameter parameter, out ReadOnlySpan<byte> path)
    {
        var given = context.Event.Text(parameter.Index);
        path = default;
        if (given.IsEmpty) return false;
        var directory = given[0] == '/' ? default : Directory(in context, parameter);
        if (given[0] != '/' && directory.IsEmpty) return false;
        var memory = context.Scratch.Take(PathText.BufferSize);
        path = memory[..PathText.Join(directory, given, memory)];
        return true;
    }

    /// <summary>What a relative path in this parameter is relative to; empty when unknown.</summary>
    public static ReadOnlySpan<byte> Directory(scoped in EventContext context, EventParameter parameter)
    {
        if (context.Process is not { } process) return default;
        if (parameter.RelativeTo < 0) return process.Cwd;
        var number = context.Event.Int64(parameter.RelativeTo, WorkingDirectory);
        if (number == WorkingDirectory) return process.Cwd;
        var found = process.Descriptors.Find(number);
        return found is null ? default : found.Name;
    }
}
