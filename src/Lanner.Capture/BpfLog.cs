using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lanner.Capture;

/// <summary>
/// What libbpf has to say while a probe is loaded. libbpf knows one print function per process, so the log is one too; it is
/// bounded, and the verifier's report is kept at its end, where the reason stands.
/// </summary>
static unsafe class BpfLog
{
    const int WarnLevel = 0;
    const int CharactersMax = 1 << 20;

    /// <summary>va_list is 24 bytes on x86-64 and 32 on arm64, and both pass its address; copying the longer one is harmless.</summary>
    const int ArgumentListBytes = 32;

    static readonly Lock s_gate = new();
    static readonly StringBuilder s_text = new();

    /// <summary>Empties the log and makes libbpf write to it.</summary>
    public static void Begin()
    {
        lock (s_gate) s_text.Clear();
        LibBpf.SetPrint(&OnPrint);
    }

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public static string Text
    {
        get
        {
            lock (s_gate) return s_text.ToString();
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    static int OnPrint(int level, byte* format, byte* arguments)
    {
        if (level != WarnLevel) return 0;
        // Formatting uses a va_list up, so the length is asked of a copy.
        var copy = stackalloc byte[ArgumentListBytes];
        Unsafe.CopyBlockUnaligned(copy, arguments, ArgumentListBytes);
        var length = LibC.FormatArguments(null, 0, format, copy);
        if (length <= 0) return length;
        var buffer = (byte*)NativeMemory.Alloc((nuint)length + 1);
        _ = LibC.FormatArguments(buffer, (nuint)length + 1, format, arguments);
        var tail = Math.Min(length, CharactersMax);
        var text = Encoding.UTF8.GetString(new ReadOnlySpan<byte>(buffer + length - tail, tail));
        NativeMemory.Free(buffer);
        lock (s_gate)
        {
            if (s_text.Length + text.Length > CharactersMax) s_text.Clear();
            s_text.Append(text);
        }

        return length;
    }
}
