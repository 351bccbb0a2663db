using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>Which parameter of an event names the descriptor it is about.</summary>
static class EventSubjects
{
    static readonly sbyte[] s_parameter = FindParameters();
    static readonly bool[] s_withoutThread = FindThreadless();

    /// <summary>The descriptor an event uses, or null.</summary>
    public static FileDescriptor? FindDescriptor(in EventView e, EventCode code, Process process)
    {
        if ((int)code >= s_parameter.Length) return null;
        var parameter = s_parameter[(int)code];
        return parameter >= 0 && e.TryGetInt64(parameter, out var number) ? process.Descriptors.Find(number) : null;
    }

    /// <summary>Events of the machine or of a plugin: their thread number means nothing.</summary>
    public static bool HasNoThread(EventCode code) => (int)code < s_withoutThread.Length && s_withoutThread[(int)code];

    static sbyte[] FindParameters()
    {
        var found = new sbyte[EventTable.CodeCount];
        Array.Fill(found, (sbyte)-1);
        foreach (var info in EventTable.All)
        {
            if (info is null || !info.Has(EventFlags.UsesFd)) continue;
            // Calls with two descriptors are about the one they write to; those with only a directory about that.
            foreach (var name in (ReadOnlySpan<string>)["fd", "out_fd", "fdout", "fd_out", "oldfd", "dirfd", "linkdirfd"])
            {
                var index = info.IndexOf(name);
                if (index < 0) continue;
                found[(int)info.Code] = (sbyte)index;
                break;
            }
        }

        return found;
    }

    static bool[] FindThreadless()
    {
        var found = new bool[EventTable.CodeCount];
        foreach (var info in EventTable.All)
        {
            if (info is not null) found[(int)info.Code] = info.Origin is EventOrigin.MetaEvent or EventOrigin.Plugin or EventOrigin.None;
        }

        return found;
    }
}
