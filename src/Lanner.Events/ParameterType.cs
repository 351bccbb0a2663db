namespace Lanner.Events;

/// <summary>
/// The type of an event parameter: how its bytes are read and how it is shown. The numbers are those of the .scap format
/// (facts in docs: parameter encoding); the names follow <c>schema/events.tsv</c> without case.
/// </summary>
public enum ParameterType : byte
{
    None = 0,
    Int8 = 1, Int16 = 2, Int32 = 3, Int64 = 4,
    UInt8 = 5, UInt16 = 6, UInt32 = 7, UInt64 = 8,
    /// <summary>Text with a closing zero that its length includes.</summary>
    CharBuf = 9,
    ByteBuf = 10,
    /// <summary>A 64-bit result; negative values are error numbers.</summary>
    Errno = 11,
    SockAddr = 12, SockTuple = 13,
    Fd = 14, Pid = 15, FdList = 16,
    /// <summary>A path; a relative one is below the working directory of the process.</summary>
    FsPath = 17,
    SyscallId = 18, SigType = 19,
    RelTime = 20, AbsTime = 21,
    Port = 22, L4Proto = 23, SockFamily = 24, Bool = 25, IPv4Addr = 26,
    /// <summary>One selector byte, then a value whose type it selects.</summary>
    Dyn = 27,
    Flags8 = 28, Flags16 = 29, Flags32 = 30,
    Uid = 31, Gid = 32, Double = 33, SigSet = 34,
    CharBufArray = 35, CharBufPairArray = 36,
    IPv4Net = 37, IPv6Addr = 38, IPv6Net = 39, IPAddr = 40, IPNet = 41,
    Mode = 42,
    /// <summary>A path relative to the directory descriptor in another parameter of the same event.</summary>
    FsRelPath = 43,
    EnumFlags8 = 44, EnumFlags16 = 45, EnumFlags32 = 46,
    Fd32 = 47, Pid32 = 48,
}

/// <summary>How a number is written.</summary>
public enum ParameterFormat : byte
{
    NotApplicable = 0,
    Decimal,
    Hexadecimal,
    Octal,
}
