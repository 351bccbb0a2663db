using System.Text;

using Lanner.Alerts;
using Lanner.State;
using Lanner.State.Containers;

namespace Lanner.Explore.Chisels;

/// <summary>The containers that are known, with image and name; in long form as nested text.</summary>
sealed class ListContainers : Listing
{
    readonly bool _isLong;

    public ListContainers(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        if (arguments["desc"] is not (null or "desc")) throw new ChiselException($"desc: '{arguments["desc"]}' is not the word desc");
        _isLong = arguments["desc"] is not null;
    }

    protected override void List(HostState host)
    {
        var containers = host.Containers.All.Where(container => !container.IsHost && container.RemovedNs == 0)
            .OrderBy(container => Encoding.UTF8.GetString(container.FullId), StringComparer.Ordinal).ToList();
        if (Output.Json) containers.ForEach(PrintJson);
        else if (_isLong) PrintLong(containers);
        else PrintTable(containers);
    }

    void PrintTable(List<Container> containers)
    {
        Output.AddColumn("container.type", 15).AddColumn("container.image", 16).AddColumn("container.name", 20).AddColumn("container.id", 13).EndLine();
        var rule = "--------------------";
        Output.AddColumn(rule[..15], 15).AddColumn(rule[..16], 16).AddColumn(rule, 20).AddColumn(rule[..13], 13).EndLine();
        foreach (var container in containers)
        {
            Output.AddColumn(container.Engine.Utf8Name(), 15).AddColumn(container.Detail?.Image, 16).AddColumn(container.Detail?.Name, 20);
            Output.AddColumn(container.Id, 13).EndLine();
        }
    }

    void PrintLong(List<Container> containers)
    {
        Output.Add("{"u8).EndLine();
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            Output.Add($" {i + 1} = {{").EndLine();
            Member("image"u8, container.Detail?.Image);
            Member("id"u8, container.Id);
            Member("type"u8, container.Engine.Utf8Name());
            Member("name"u8, container.Detail?.Name);
            Output.Add(" },"u8).EndLine();
        }

        Output.Add("}"u8).EndLine();
    }

    void Member(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        Output.Add("  "u8).Add(name).Add(" = "u8);
        SafeText.WriteJson(text, Output.Lines);
        Output.Add(","u8).EndLine();
    }

    void PrintJson(Container container)
    {
        var row = new JsonRow(Output);
        row.Add("type"u8, container.Engine.Utf8Name());
        row.Add("image"u8, container.Detail?.Image);
        row.Add("name"u8, container.Detail?.Name);
        row.Add("id"u8, container.Id);
        row.Add("full_id"u8, container.FullId);
        row.End();
    }
}
