using System.Globalization;

namespace Lanner.Events.Files;

/// <summary>
/// Events as sysdig 0.29.3 knows them, by <c>schema/compat.tsv</c>: which of today's parameters its exit event has, and which of them
/// its enter event told. What it lacks altogether becomes its event for calls without details, or is left out.
/// </summary>
sealed class CompatibleForm
{
    const int NoValue = -1;

    /// <summary>The last system call it knows by number. It looks up the name of a greater one behind the end of its table, and dies.</summary>
    const int LastSyscallId = 328;

    static readonly Row?[] s_rows = ReadRows();

    readonly EventAssembler _exit = new();
    readonly EventAssembler _enter = new();

    /// <summary>
    /// False when it has no such event. <paramref name="hasEnter"/> tells whether an enter event is to be written first. Both views are
    /// valid until the next call.
    /// </summary>
    public bool TryConvert(scoped in EventView e, out bool hasEnter, out EventView enter, out EventView exit)
    {
        hasEnter = false;
        enter = exit = default;
        if (e.Code == EventCode.AsynceventEnter) return TryContainer(e, out exit);
        if (s_rows[(int)e.Code] is not { } row || (e.Code == EventCode.SyscallExit && e.Int64(0) > LastSyscallId)) return false;
        if (row.SyscallId >= 0) return Generic(e, row, out hasEnter, out enter, out exit);
        if (row.Enter is { } enterCode)
        {
            hasEnter = true;
            if (!TryBuild(e, enterCode, row.EnterParameters, _enter, out enter)) return false;
        }

        return TryBuild(e, row.As, row.Parameters, _exit, out exit);
    }

    /// <summary>What the container plugin says is what the container event said.</summary>
    bool TryContainer(scoped in EventView e, out EventView container)
    {
        container = default;
        if (!e.Text(1).SequenceEqual("container"u8)) return false;
        _exit.Begin(e.Bytes, EventCode.ContainerEnter, 1);
        var json = e.Text(2);
        var room = _exit.Free;
        if (json.Length + 1 > room.Length) return false;
        json.CopyTo(room);
        room[json.Length] = 0;
        if (!_exit.AddWritten(json.Length + 1)) return false;
        container = _exit.End(e.Origins);
        return true;
    }

    bool Generic(scoped in EventView e, Row row, out bool hasEnter, out EventView enter, out EventView exit)
    {
        Span<byte> id = [(byte)row.SyscallId, (byte)(row.SyscallId >> 8)];
        hasEnter = true;
        _enter.Begin(e.Bytes, EventCode.SyscallEnterOld0, 2);
        _enter.Add(id);
        _enter.Add([0, 0]);
        enter = _enter.End(e.Origins);
        _exit.Begin(e.Bytes, EventCode.SyscallExit, 1);
        _exit.Add(id);
        exit = _exit.End(e.Origins);
        return true;
    }

    static bool TryBuild(scoped in EventView e, EventCode code, int[] sources, EventAssembler assembler, out EventView built)
    {
        built = default;
        var types = EventTable.Get(code).Parameters;
        assembler.Begin(e.Bytes, code, sources.Length);
        for (var i = 0; i < sources.Length; i++)
        {
            var value = sources[i] == NoValue ? default : e.Parameter(sources[i]);
            var type = types[i].Type;
            // Its readers take a number's or a text's bytes without looking at the length, so nothing of these may be empty.
            var added = !value.IsEmpty ? UpgradedValue.Add(assembler, value, EventBuilder.WidthOf(type), UpgradedValue.IsSigned(e.Info, sources[i]))
                : type is ParameterType.CharBuf or ParameterType.FsPath or ParameterType.FsRelPath ? assembler.Add("<NA>\0"u8)
                : assembler.Add(UpgradedValue.Unknown(type));
            if (!added) return false;
        }

        built = assembler.End(e.Origins);
        return true;
    }

    static Row?[] ReadRows()
    {
        var rows = new Row?[EventTable.CodeCount];
        foreach (var line in EventTable.Lines("compat.tsv").Skip(1))
        {
            if (line.Length == 0) continue;
            var cells = line.Split('\t');
            var code = Number(cells[0]);
            var target = Number(cells[2]);
            var isGeneric = target == (int)EventCode.SyscallExit && code != target;
            var id = isGeneric ? SyscallTable.Find(cells[1]) : -1;
            if (id > LastSyscallId) throw new InvalidOperationException($"compat.tsv: {cells[1]} has no number there");
            var enter = cells[4] == "-" ? default(EventCode?) : (EventCode)Number(cells[4]);
            rows[code] = new Row((EventCode)target, Indices(cells[3]), enter, Indices(cells[5]), id);
        }

        return rows;
    }

    static int[] Indices(string cell) => cell == "-" ? [] : [.. cell.Split(',').Select(word => word == "_" ? NoValue : Number(word))];

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    sealed record Row(EventCode As, int[] Parameters, EventCode? Enter, int[] EnterParameters, int SyscallId);
}
