using System.Globalization;
using System.Text.Json;

namespace Lanner.Live.Tests;

/// <summary>The BPF programs and links that a process holds or the kernel has, as `program 12` and `link 3`.</summary>
static class KernelObjects
{
    /// <summary>Those that a process holds, from what /proc says about its descriptors.</summary>
    public static IReadOnlySet<string> HeldBy(int process)
    {
        var held = new HashSet<string>();
        foreach (var descriptor in Directory.EnumerateFiles($"/proc/{process}/fdinfo"))
        {
            foreach (var line in LinesAbout(descriptor))
            {
                if (line.Split(':') is not [var name, var value]) continue;
                if (name == "prog_id") held.Add("program " + value.Trim());
                if (name == "link_id") held.Add("link " + value.Trim());
            }
        }

        return held;
    }

    /// <summary>None of a descriptor that was closed since the folder was listed.</summary>
    static string[] LinesAbout(string descriptor)
    {
        try
        {
            return File.ReadAllLines(descriptor);
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Awaits that the kernel has none of these any more: it lets go of them a little after their last holder.</summary>
    public static async Task<IReadOnlySet<string>> StillThere(IReadOnlySet<string> objects, TimeSpan limit)
    {
        using var expiry = new CancellationTokenSource(limit);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var left = new HashSet<string>(objects);
            left.IntersectWith(await All());
            if (left.Count == 0 || expiry.IsCancellationRequested) return left;
            await pace.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    static async Task<HashSet<string>> All()
    {
        var all = new HashSet<string>();
        foreach (var (kind, name) in new[] { ("prog", "program"), ("link", "link") })
        {
            var list = await Command.Run("bpftool", ["--json", kind, "show"]);
            using var document = JsonDocument.Parse(list.Expect("listing BPF objects"));
            foreach (var element in document.RootElement.EnumerateArray())
            {
                all.Add($"{name} {element.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture)}");
            }
        }

        return all;
    }
}
