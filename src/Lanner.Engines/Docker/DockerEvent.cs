using System.Text.Json;
using Lanner.State.Containers;

namespace Lanner.Engines;

/// <summary>One line of <c>GET /events</c> that is about a container.</summary>
sealed record DockerEvent(string Action, string Id, ContainerDetail Partial)
{
    /// <summary>Null for lines about other things. Throws JsonException for what is not JSON.</summary>
    public static DockerEvent? Parse(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        try
        {
            return Read(document.RootElement);
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("text that is not Unicode", wrong);
        }
    }

    static DockerEvent? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw new JsonException("an event is expected to be an object");
        var actor = root.Get("Actor");
        var id = actor.Text("ID");
        if (root.Text("Type") != "container" || !DockerId.IsValid(id))
            return null;
        // "health_status: healthy" and "exec_start: sh" carry a value after the action.
        var action = root.Text("Action");
        var colon = action.IndexOf(':', StringComparison.Ordinal);
        return new DockerEvent(colon < 0 ? action : action[..colon], id, Detail(actor.Get("Attributes")));
    }

    /// <summary>The attributes are the labels, with the event's own mixed in.</summary>
    static ContainerDetail Detail(JsonElement attributes)
    {
        var labels = attributes.Properties()
            .Where(item => item.Name is not ("name" or "image" or "oldName" or "exitCode" or "signal" or "execID" or "containerExitCode" or "podId"))
            .Select(item => new ContainerLabel(JsonText.Cut(item.Name), item.Value.Bytes()));
        return new ContainerDetail { IsPartial = true, Name = DockerInspect.Name(attributes.Bytes("name")) }
            .WithLabels([.. labels]).WithImage(attributes.Bytes("image"));
    }
}
