using System.Text;
using System.Text.Json;

using Lanner.Rules;
using Lanner.State;

namespace Lanner.Explore.Retelling;

/// <summary>A story as one JSON object: <c>alert</c>, <c>root</c>, <c>steps</c>, <c>left_out</c>. Disposing it ends the output.</summary>
public sealed class StoryJson(Stream to) : IStoryWriter, IDisposable
{
    readonly Utf8JsonWriter _json = new(to);

    public void Begin(string file, AlertScene scene, Process? root, TimeSpan around)
    {
        _json.WriteStartObject();
        _json.WriteString("file", file);
        _json.WriteNumber("around_ns", around.Ticks * 100);
        _json.WriteStartObject("alert");
        WriteAlert(scene.Chosen);
        _json.WriteNumber("time_ns", scene.Chosen.Alert.TimeNs);
        _json.WriteNumber("event", scene.Chosen.Alert.EventNumber);
        _json.WriteString("output", Encoding.UTF8.GetString(scene.Chosen.Alert.Output));
        _json.WriteEndObject();
        if (root is not null)
        {
            _json.WriteStartObject("root");
            _json.WriteNumber("pid", root.Pid);
            _json.WriteString("name", Encoding.UTF8.GetString(root.Name));
            _json.WriteString("command", Encoding.UTF8.GetString(root.CommandLine));
            _json.WriteString("container", Encoding.UTF8.GetString(root.Container.Id));
            _json.WriteEndObject();
        }

        _json.WriteStartArray("steps");
    }

    public void Step(long offsetNs, int pid, string process, int depth, string what)
    {
        _json.WriteStartObject();
        _json.WriteNumber("offset_ns", offsetNs);
        _json.WriteNumber("pid", pid);
        _json.WriteString("process", process);
        _json.WriteNumber("depth", depth);
        _json.WriteString("what", what);
        _json.WriteEndObject();
    }

    public void Alert(long offsetNs, FoundAlert alert, bool isChosen, int depth)
    {
        _json.WriteStartObject();
        _json.WriteNumber("offset_ns", offsetNs);
        _json.WriteNumber("pid", alert.Alert.Pid);
        _json.WriteNumber("depth", depth);
        _json.WriteStartObject("alert");
        WriteAlert(alert);
        _json.WriteBoolean("chosen", isChosen);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    public void End(long leftOut)
    {
        _json.WriteEndArray();
        _json.WriteNumber("left_out", leftOut);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json.Dispose();

    void WriteAlert(FoundAlert alert)
    {
        _json.WriteNumber("number", alert.Number);
        _json.WriteString("rule", alert.Alert.Rule.Name);
        _json.WriteString("priority", alert.Alert.Priority.Name());
    }
}
