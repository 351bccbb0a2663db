using System.Globalization;

using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>The threads that there are; with a filter those of which it holds, or for one of whose descriptors it does.</summary>
sealed class Ps(ChiselValues arguments, ChiselSurroundings surroundings) : Listing(surroundings)
{
    readonly StandingFilter _filter = new(arguments["filter"], surroundings);

    protected override void List(HostState host)
    {
        if (!Output.Json)
        {
            Output.AddColumn("TID", 8).AddColumn("PID", 8).AddColumn("USER", 12).AddColumn("VIRT", 11).AddColumn("RES", 11);
            Output.AddColumn("FDLIMIT", 10).AddColumn("CMD", 20).EndLine();
        }

        foreach (var thread in Threads(host))
        {
            var process = thread.Process;
            if (!_filter.Matches(host, thread, null) && !process.Descriptors.All.Any(descriptor => _filter.Matches(host, thread, descriptor))) continue;
            var (virt, res) = (process.VmSizeKiB * 1024L, process.VmRssKiB * 1024L);
            if (Output.Json)
            {
                var row = new JsonRow(Output);
                row.Add("tid"u8, thread.Tid);
                row.Add("pid"u8, process.Pid);
                row.Add("user"u8, UserName(host, process));
                row.Add("virt"u8, virt);
                row.Add("res"u8, res);
                row.Add("fdlimit"u8, process.FdLimit);
                row.Add("container"u8, process.Container.Id);
                row.Add("command"u8, thread.Name);
                row.End();
                continue;
            }

            Output.AddColumn(Number(thread.Tid), 8).AddColumn(Number(process.Pid), 8).AddColumn(UserName(host, process), 12);
            Output.AddColumn(Units.Bytes(virt), 11).AddColumn(Units.Bytes(res), 11).AddColumn(Number(process.FdLimit), 10).AddForeign(thread.Name).EndLine();
        }
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
