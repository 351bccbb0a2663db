namespace Lanner.Events.PushDown;

/// <summary>
/// What the arguments of a call of the open family ask for, as far as it is told apart before anything is reported: one of
/// <see cref="Count"/> numbers, made of the access and three bits, as the probe makes them (open_kind of probe/push_down.bpf.h).
/// </summary>
public readonly record struct OpenKind(int Number)
{
    public const int Count = 32;

    const int AccessMask = 3;
    const int CreatCall = 3;
    const int CreatesBit = 4;
    const int TruncatesBit = 8;
    const int ExecutableBit = 16;

    public static IEnumerable<OpenKind> All => Enumerable.Range(0, Count).Select(number => new OpenKind(number));

    /// <summary>The call creat, whose flags no field shows.</summary>
    public bool IsCreatCall => (Number & AccessMask) == CreatCall;

    public bool Reads => (Number & AccessMask) is 0 or 2;

    public bool Writes => (Number & AccessMask) is 1 or 2;

    /// <summary>May make a file: O_CREAT or O_TMPFILE.</summary>
    public bool MayCreate => (Number & CreatesBit) != 0;

    public bool Truncates => (Number & TruncatesBit) != 0;

    /// <summary>May make a file that may be executed.</summary>
    public bool MayMakeExecutable => (Number & ExecutableBit) != 0;

    /// <summary>Its bit in a set of kinds.</summary>
    public uint Bit => 1u << Number;

    /// <param name="access">0 to read, 1 to write, 2 for both.</param>
    public static OpenKind Of(int access, bool mayCreate, bool truncates, bool mayMakeExecutable) =>
        new(access | (mayCreate ? CreatesBit : 0) | (truncates ? TruncatesBit : 0) | (mayMakeExecutable ? ExecutableBit : 0));

    public static OpenKind OfCreatCall(bool mayMakeExecutable) =>
        new(CreatCall | CreatesBit | TruncatesBit | (mayMakeExecutable ? ExecutableBit : 0));

    /// <summary>The set of those that have a property.</summary>
    public static uint Set(Func<OpenKind, bool> has) => All.Where(has).Aggregate(0u, (set, kind) => set | kind.Bit);
}
