namespace Lanner.Filters.Fields;

/// <summary>Names of capabilities, in the order of their bits (linux/capability.h).</summary>
static class CapabilityNames
{
    static readonly byte[][] s_names =
    [
        .. new[]
        {
            "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
            "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
            "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE", "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE",
            "CAP_SYS_TIME", "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL",
            "CAP_SETFCAP", "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND",
            "CAP_AUDIT_READ", "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>How many there are; a set has a bit for each.</summary>
    public static int Count => s_names.Length;

    public static IEnumerable<string> All => s_names.Select(System.Text.Encoding.ASCII.GetString);

    /// <summary>The bit of a name; -1 when there is no such capability.</summary>
    public static int Find(string name) => Array.FindIndex(s_names, known => known.AsSpan().SequenceEqual(System.Text.Encoding.ASCII.GetBytes(name)));

    /// <summary>More than all names with blanks between them.</summary>
    const int LongestText = 1024;

    /// <summary>The names of the set bits joined by blanks, in scratch memory; empty for none. Bits without a name are left out.</summary>
    public static ReadOnlySpan<byte> Join(FieldScratch scratch, ulong set)
    {
        var text = new ScratchText(scratch, LongestText);
        for (var bit = 0; bit < s_names.Length; bit++)
        {
            if ((set >> bit & 1) == 0) continue;
            if (!text.Text.IsEmpty) text.Append((byte)' ');
            text.Append(s_names[bit]);
        }

        return text.Text;
    }
}
