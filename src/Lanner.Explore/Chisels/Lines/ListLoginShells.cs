using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>The numbers of login shells below which programs started, each once; optionally only those with a certain command.</summary>
sealed class ListLoginShells : LineChisel
{
    const int MaxShells = 65_536;

    readonly string? _command;
    readonly string? _argument;
    readonly Field _shell;
    readonly Field _exe;
    readonly Field _args;
    readonly FieldText _text = new();
    readonly SortedDictionary<long, (byte[] Name, byte[] Id)> _shells = [];

    public ListLoginShells(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        _command = arguments["command"] is "*" ? null : arguments["command"];
        _argument = arguments["arguments"];
        _shell = surroundings.Field("proc.loginshellid");
        _exe = surroundings.Field("proc.exe");
        _args = surroundings.Field("proc.args");
    }

    public override string Filter => "evt.type in (execve, execveat) and evt.failed=false";

    public override void OnEvent(in EventContext context)
    {
        var value = new FieldValue();
        if (!_shell.TryGet(context, 0, ref value) || _shells.Count >= MaxShells || _shells.ContainsKey(value.Number)) return;
        var shell = value.Number;
        if (!Holds(_exe, _command, context) || !Holds(_args, _argument, context)) return;
        _shells.Add(shell, (ContainerName(context).ToArray(), ContainerId(context).ToArray()));
    }

    public override void OnEnd(ChiselMoment moment)
    {
        if (!Output.Json)
            Output.Add(_command is null ? "All shells:" : "Shells containing ").AddForeign(_command is null ? default : System.Text.Encoding.UTF8.GetBytes($"{_command}:")).EndLine();
        foreach (var (shell, container) in _shells)
        {
            if (Output.Json)
            {
                var row = new JsonRow(Output);
                row.Add("shell"u8, shell);
                row.Add("container"u8, container.Name);
                row.Add("container_id"u8, container.Id);
                row.End();
                continue;
            }

            Output.Add(shell.ToString(CultureInfo.InvariantCulture));
            if (ShowsContainers) Output.Add(" "u8).AddForeign(container.Name).Add(" "u8).AddForeign(container.Id);
            Output.EndLine();
        }
    }

    bool Holds(Field field, string? part, in EventContext context) =>
        part is null || _text.Read(field, context).IndexOf(System.Text.Encoding.UTF8.GetBytes(part)) >= 0;
}
