using Lanner.Events;

namespace Lanner.Capture;

/// <summary>
/// The probe's map of which system calls to report, and its copy here, so that a change writes only what differs. Rules for the
/// same call add up: it ships when any rule wants it, and a bit that turns away holds only when all rules have it.
/// </summary>
sealed unsafe class Interest(int mapFd)
{
    const InterestFlags Restrictions = InterestFlags.NoFailed | InterestFlags.NoSuccess | InterestFlags.WriteOpensOnly;

    readonly byte[] _current = new byte[NativeSyscalls.NumberCount];

    /// <summary>Makes the map say this; one byte per number, see <see cref="Compile"/>.</summary>
    public void Set(ReadOnlySpan<byte> wanted)
    {
        for (var number = 0u; number < wanted.Length; number++)
        {
            var bits = wanted[(int)number];
            if (bits == _current[number]) continue;
            var result = LibBpf.Update(mapFd, &number, &bits, 0);
            if (result < 0) throw new InvalidOperationException($"the interest map refuses number {number} ({-result})");
            _current[number] = bits;
        }
    }

    /// <summary>Fills one byte per number from rules. Returns the names that this architecture has no call for.</summary>
    /// <exception cref="ArgumentException">A name is no system call at all.</exception>
    public static IReadOnlyList<string> Compile(ReadOnlySpan<InterestRule> rules, Span<byte> bits)
    {
        bits.Clear();
        List<string>? absent = null;
        foreach (var rule in rules)
        {
            if ((rule.Flags & InterestFlags.Ship) == 0) continue;
            var number = NativeSyscalls.Number(rule.Syscall);
            if (number < 0)
            {
                if (SyscallTable.Find(rule.Syscall) < 0) throw new ArgumentException($"there is no system call {rule.Syscall}", nameof(rules));
                (absent ??= []).Add(rule.Syscall);
                continue;
            }

            var before = (InterestFlags)bits[number];
            var flags = before == InterestFlags.None ? rule.Flags : InterestFlags.Ship | (before & rule.Flags & Restrictions);
            bits[number] = (byte)flags;
        }

        return absent ?? (IReadOnlyList<string>)[];
    }
}
