using System.Buffers;
using System.Text;

using Lanner.Alerts;
using Lanner.Rules;
using Lanner.State;

namespace Lanner.Cli;

/// <summary>
/// Adds to an alert, where the configuration wants it, the processes that its process comes from, the nearest first: short in the text, in
/// full as a field.
/// </summary>
sealed class AncestryStage(WatchSession session) : WatchStage
{
    public const string FieldName = "evidence.ancestry";

    /// <summary>Bytes of a command line that are kept: enough to know it again.</summary>
    const int MaxCommandLine = 512;

    public override void OnAlert(IAlert alert)
    {
        // Only then do alerts have their process.
        if (alert is Alert { Process.Parent: { } parent } ofRule) alert = With(ofRule, parent);
        Next(alert);
    }

    Alert With(Alert alert, Process parent)
    {
        var text = new ArrayBufferWriter<byte>(alert.Output.Length + 128);
        text.Write(alert.Output);
        var ancestors = new List<AlertField>();
        // A copy has as many ancestors as are kept, so this ends.
        for (var ancestor = parent; ancestor is not null; ancestor = ancestor.Parent)
        {
            text.Write(ancestors.Count == 0 ? " ancestry="u8 : "<-"u8);
            text.Write(ancestor.Name);
            ancestors.Add(Describe(ancestor));
        }

        return alert.With(text.WrittenSpan.ToArray(), [new AlertField(FieldName) { Kind = AlertValueKind.List, Items = ancestors }]);
    }

    AlertField Describe(Process process)
    {
        var user = session.Feed.Host.Users.TryGetUser(process, process.Uid, out var entry) ? entry.Name : null;
        return new AlertField("")
        {
            Kind = AlertValueKind.Object,
            Items =
            [
                AlertField.Of("pid", (long)process.Pid), Text("name", process.Name), Text("exe", process.ExePath), Text("cmdline", Shorten(process.CommandLine)),
                process.Uid == uint.MaxValue ? new AlertField("uid") : AlertField.Of("uid", (long)process.Uid), Text("user", user ?? []),
                process.StartNs == 0 ? new AlertField("start") : AlertField.Of("start", Iso(process.StartNs)), Text("container", process.Container.Id),
            ],
        };
    }

    static byte[] Shorten(byte[] text) => text.Length <= MaxCommandLine ? text : [.. text.AsSpan(0, MaxCommandLine), .. "..."u8];

    static AlertField Text(string name, byte[] text) =>
        text.Length == 0 ? new AlertField(name) : new AlertField(name) { Kind = AlertValueKind.Text, Text = text };

    static string Iso(ulong timeNs)
    {
        var text = new ArrayBufferWriter<byte>(40);
        AlertTime.WriteIso(timeNs, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
