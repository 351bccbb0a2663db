using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>The kernel's trace file system, whose event ids the entry hooks are attached by.</summary>
static class TraceFileSystem
{
    static readonly string[] s_places = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"];

    /// <summary>True when an event of that name can be attached to.</summary>
    public static bool HasEvent(string group, string name) =>
        s_places.Any(place => File.Exists(Path.Combine(place, "events", group, name, "id")));

    /// <summary>Mounts it where it belongs when it is not there. Null when it is there now, else the reason.</summary>
    public static string? Ensure()
    {
        if (s_places.Any(IsMounted)) return null;
        var place = s_places[0];
        if (!Directory.Exists(place)) return "the kernel has no trace file system";
        if (LibC.Mount("tracefs", place, "tracefs", 0, 0) == 0 && IsMounted(place)) return null;
        return $"{place} cannot be mounted ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())})";
    }

    static bool IsMounted(string place) => Directory.Exists(Path.Combine(place, "events"));
}
