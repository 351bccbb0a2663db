namespace Lanner.Events;

/// <summary>Whether an event code is still produced, only read from old captures, or reserved.</summary>
public enum EventStatus : byte
{
    Unused = 0,
    Old,
    Live,
}

/// <summary>What an event does to state; the words of the table's flags column.</summary>
[Flags]
public enum EventFlags : ushort
{
    None = 0,
    CreatesFd = 1,
    DestroysFd = 2,
    UsesFd = 4,
    ReadsFromFd = 8,
    WritesToFd = 16,
    ModifiesState = 32,
    Unused = 64,
    Waits = 128,
    SkipParseReset = 256,
    OldVersion = 512,
    ConverterManaged = 1024,
    /// <summary>Parameter lengths are 32 bits wide.</summary>
    LargePayload = 2048,
}

/// <summary>Where an event comes from: the first word of the table's category column.</summary>
public enum EventOrigin : byte
{
    None = 0,
    Syscall,
    Tracepoint,
    MetaEvent,
    Plugin,
    Iterator,
}

/// <summary>One parameter of an event.</summary>
/// <param name="Index">Position in the event, from 0.</param>
/// <param name="Name">As rules write it after <c>evt.arg.</c>.</param>
/// <param name="Type">How the bytes are read.</param>
/// <param name="Format">How a number is written.</param>
/// <param name="Values">The table of named values, or null.</param>
/// <param name="RelativeTo">For <see cref="ParameterType.FsRelPath"/> the index of the directory descriptor, else -1.</param>
public sealed record EventParameter(
    int Index, string Name, ParameterType Type, ParameterFormat Format, FlagTable? Values, int RelativeTo)
{
    /// <summary>The name in UTF-8, for output without conversion.</summary>
    public byte[] NameUtf8 { get; } = System.Text.Encoding.UTF8.GetBytes(Name);
}

/// <summary>What the table says of one event code.</summary>
public sealed class EventInfo
{
    internal EventInfo(
        EventCode code, string name, bool isExit, EventStatus status, EventOrigin origin, string category, EventFlags flags,
        EventParameter[] parameters, string[] syscalls)
    {
        Code = code;
        Syscalls = syscalls;
        Name = name;
        NameUtf8 = System.Text.Encoding.UTF8.GetBytes(name);
        IsExit = isExit;
        Status = status;
        Origin = origin;
        Category = category;
        Flags = flags;
        Parameters = parameters;
    }

    public EventCode Code { get; }

    /// <summary>The name rules use: <c>openat</c>, <c>execve</c>, <c>procexit</c>.</summary>
    public string Name { get; }

    public byte[] NameUtf8 { get; }

    public bool IsExit { get; }

    public EventStatus Status { get; }

    public EventOrigin Origin { get; }

    /// <summary>The table's word: <c>FILE</c>, <c>NET</c>, <c>IO_READ</c>, ...</summary>
    public string Category { get; }

    public EventFlags Flags { get; }

    public EventParameter[] Parameters { get; }

    /// <summary>
    /// The system calls, by their names in the system call table, that produce this event live; empty for events that come from
    /// elsewhere and for codes that are no longer produced. The generic event names every call without an event of its own.
    /// </summary>
    public IReadOnlyList<string> Syscalls { get; internal set; }

    public bool Has(EventFlags flag) => (Flags & flag) != 0;

    /// <summary>Index of the parameter of that name, or -1.</summary>
    public int IndexOf(string parameterName) => Array.FindIndex(Parameters, p => p.Name == parameterName);
}
