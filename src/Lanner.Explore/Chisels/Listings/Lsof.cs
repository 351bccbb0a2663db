using System.Globalization;

using Lanner.Filters;
using Lanner.State;

namespace Lanner.Explore.Chisels;

/// <summary>The open descriptors of all threads; with a filter those of which it holds.</summary>
sealed class Lsof(ChiselValues arguments, ChiselSurroundings surroundings) : Listing(surroundings)
{
    readonly StandingFilter _filter = new(arguments["filter"], surroundings);
    readonly Field _type = surroundings.Field("fd.type");
    readonly FieldText _text = new();

    protected override void List(HostState host)
    {
        if (!Output.Json)
        {
            Output.AddColumn("COMMAND", 20).AddColumn("PID", 8).AddColumn("TID", 8).AddColumn("USER", 8).AddColumn("FD", 8).AddColumn("TYPE", 12);
            Output.Add("NAME"u8).EndLine();
        }

        foreach (var thread in Threads(host))
        {
            foreach (var descriptor in thread.Process.Descriptors.All.OrderBy(descriptor => descriptor.Number))
            {
                if (_filter.Matches(host, thread, descriptor)) Print(host, thread, descriptor);
            }
        }
    }

    void Print(HostState host, ProcessThread thread, FileDescriptor descriptor)
    {
        var process = thread.Process;
        var type = _text.Read(_type, _filter.Context(host, thread, descriptor));
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.Add("command"u8, thread.Name);
            row.Add("pid"u8, process.Pid);
            row.Add("tid"u8, thread.Tid);
            row.Add("user"u8, UserName(host, process));
            row.Add("fd"u8, descriptor.Number);
            row.Add("type"u8, type);
            row.Add("container"u8, process.Container.Id);
            row.Add("name"u8, descriptor.Name);
            row.End();
            return;
        }

        Output.AddColumn(thread.Name, 20).AddColumn(Number(process.Pid), 8).AddColumn(Number(thread.Tid), 8).AddColumn(UserName(host, process), 8);
        Output.AddColumn(Number(descriptor.Number), 8).AddColumn(type, 12).AddForeign(descriptor.Name).EndLine();
    }

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
