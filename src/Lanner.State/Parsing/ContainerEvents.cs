using Lanner.Events;
using Lanner.State.Containers;

namespace Lanner.State.Parsing;

/// <summary>Containers that a capture tells of: in three forms over the years, and as messages of a plugin.</summary>
static class ContainerEvents
{
    public static void Apply(in EventView e, EventCode code, ContainerTable containers)
    {
        switch (code)
        {
            case EventCode.ContainerEnter:
            case EventCode.ContainerEnterOld272:
                Define(e.Text(0), e.TimeNs, containers);
                break;
            case EventCode.ContainerEnterOld228 when !e.Text(0).IsEmpty:
                var detail = new ContainerDetail { Name = e.Text(2).ToArray() }.WithImage(e.Text(3).ToArray());
                containers.Define(e.Text(0), (ContainerEngine)Math.Clamp(e.Int64(1), 0, ushort.MaxValue), detail, e.TimeNs);
                break;
            case EventCode.AsynceventEnter when e.Text(1).SequenceEqual("container"u8):
                Define(e.Parameter(2), e.TimeNs, containers);
                break;
            case EventCode.AsynceventEnter when e.Text(1).SequenceEqual("container_removed"u8):
                if (ContainerRecord.TryParse(e.Parameter(2), out var removed))
                    containers.Remove(removed.Id, e.TimeNs);
                break;
        }
    }

    static void Define(ReadOnlySpan<byte> json, ulong timeNs, ContainerTable containers)
    {
        if (ContainerRecord.TryParse(json, out var record))
            containers.Define(record.Id, record.Engine, record.Detail, timeNs);
    }
}
