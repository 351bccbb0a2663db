using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Shells that start with a variable in their environment that the faulty shells of 2014 took for code.</summary>
sealed class Shellshock(ChiselSurroundings surroundings) : LineChisel(surroundings)
{
    readonly Field _parent = surroundings.Field("proc.pname");
    readonly FieldText _text = new();

    public override string Filter => "evt.type in (execve, execveat) and (proc.name=bash or proc.name=sh) and evt.failed=false";

    public override void OnStart(State.HostState host)
    {
        if (!Output.Json) Output.AddColumn("TIME", 22).AddColumn("PROCNAME", 22).AddColumn("PID", 8).Add("FUNCTION"u8).EndLine();
    }

    public override void OnEvent(in EventContext context)
    {
        if (context.Process is not { } process) return;
        ReadOnlySpan<byte> rest = process.Environment;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)0);
            var variable = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (Attack(variable) is not { IsEmpty: false } code) continue;
            Print(context, process, code);
            return;
        }
    }

    /// <summary>From the empty brackets on, where a function and something behind its brace follow.</summary>
    internal static ReadOnlySpan<byte> Attack(ReadOnlySpan<byte> variable)
    {
        for (var start = 0; ; start++)
        {
            var at = variable[start..].IndexOf("()"u8);
            if (at < 0) return default;
            start += at;
            var behind = variable[(start + 2)..];
            if (behind.StartsWith(" "u8)) behind = behind[1..];
            if (behind.Length > 1 && behind[0] == '{') return variable[start..];
        }
    }

    void Print(in EventContext context, State.Process process, ReadOnlySpan<byte> code)
    {
        var parent = _text.Read(_parent, context) is { IsEmpty: false } name ? name : Missing;
        if (Output.Json)
        {
            var row = new JsonRow(Output);
            row.AddTime("time"u8, context.Event.TimeNs);
            row.Add("container"u8, ContainerName(context));
            row.Add("process"u8, parent);
            row.Add("pid"u8, process.ParentPid);
            row.Add("function"u8, code);
            row.End();
            return;
        }

        Output.AddColumn(FineClock(context), 22).AddColumn(parent, 22).AddColumn(process.ParentPid.ToString(CultureInfo.InvariantCulture), 8);
        Output.AddForeign(code).EndLine();
    }
}
