namespace Lanner.Capture;

/// <summary>The cgroup hierarchy whose ids events carry.</summary>
/// <param name="Controller">A version 1 controller, or empty for the version 2 hierarchy.</param>
/// <param name="SubsystemIndex">Its index in the running kernel, or -1 for version 2.</param>
public readonly record struct CgroupHierarchy(string Controller, int SubsystemIndex)
{
    /// <summary>Version 1 controllers that container runtimes always use, best first.</summary>
    static readonly string[] s_controllers = ["memory", "pids", "cpu", "cpuset", "freezer", "devices"];

    public static CgroupHierarchy Unified => new("", -1);

    /// <summary>The one in which this machine's containers have cgroups of their own.</summary>
    internal static CgroupHierarchy Detect()
    {
        var controller = VersionOneController(ReadControllers());
        if (controller.Length == 0) return Unified;
        using var kernel = BpfTypes.OfKernel();
        var index = kernel?.Enumerator("cgroup_subsys_id", $"{controller}_cgrp_id");
        return index is { } found ? new CgroupHierarchy(controller, found) : Unified;
    }

    /// <summary>From the lines of /proc/cgroups (name, hierarchy, groups, enabled): the first controller in a version 1 hierarchy.</summary>
    internal static string VersionOneController(IEnumerable<string> lines)
    {
        var mounted = lines.Where(line => !line.StartsWith('#')).Select(line => line.Split('\t'))
            .Where(cells => cells.Length >= 4 && cells[1] != "0" && cells[3].Trim() == "1").Select(cells => cells[0]).ToHashSet();
        return Array.Find(s_controllers, mounted.Contains) ?? "";
    }

    static string[] ReadControllers()
    {
        try
        {
            return File.ReadAllLines("/proc/cgroups");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
