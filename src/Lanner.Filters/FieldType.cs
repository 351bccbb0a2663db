namespace Lanner.Filters;

/// <summary>The type of a field's values: which operators it takes and which member of <see cref="FieldValue"/> holds the value.</summary>
public enum FieldType : byte
{
    /// <summary>UTF-8 in <see cref="FieldValue.Text"/>.</summary>
    Text,

    /// <summary>Raw bytes in <see cref="FieldValue.Text"/>.</summary>
    Bytes,

    /// <summary>Signed, in <see cref="FieldValue.Number"/>.</summary>
    Integer,

    /// <summary>Unsigned, the bits in <see cref="FieldValue.Number"/>.</summary>
    Unsigned,

    /// <summary>0 or 1 in <see cref="FieldValue.Number"/>.</summary>
    Bool,

    /// <summary>Nanoseconds, in <see cref="FieldValue.Number"/>.</summary>
    RelativeTime,

    /// <summary>Nanoseconds since the epoch, in <see cref="FieldValue.Number"/>.</summary>
    AbsoluteTime,

    /// <summary>A port number; written values may be service names.</summary>
    Port,

    /// <summary>In <see cref="FieldValue.Address"/>.</summary>
    IpAddress,

    /// <summary>An address in <see cref="FieldValue.Address"/> that is compared with networks.</summary>
    IpNetwork,

    /// <summary>In <see cref="FieldValue.Real"/>.</summary>
    Real,
}

/// <summary>
/// How long a field keeps its value, shortest last: a predicate is evaluated at most once for each owner of that life.
/// </summary>
public enum Lifetime : byte
{
    /// <summary>The same for every event of a run.</summary>
    Constant,

    /// <summary>Until the container's detail changes.</summary>
    Container,

    /// <summary>Until the process runs a new program or changes its name, user, terminal, ... (<c>Process.ImageBits</c>).</summary>
    Image,

    /// <summary>Until an ancestor changes (<c>Process.LineageBits</c> in one <c>HostState.LineageEpoch</c>).</summary>
    Lineage,

    /// <summary>Until the descriptor changes or its number is used again.</summary>
    Descriptor,

    /// <summary>One event.</summary>
    Event,
}
