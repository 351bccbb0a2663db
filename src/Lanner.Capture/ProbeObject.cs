using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>One program of the probe.</summary>
readonly record struct ProbeProgram(nint Handle, string Name, string Section);

/// <summary>The probe between opening and closing: programs, maps, constants. Disposing it closes everything but the links.</summary>
sealed unsafe class ProbeObject : IDisposable
{
    readonly BpfObjectHandle _object;
    readonly BpfTypes _types;

    ProbeObject(BpfObjectHandle handle, BpfTypes types)
    {
        _object = handle;
        _types = types;
        var programs = new List<ProbeProgram>();
        for (var program = LibBpf.NextProgram(handle, 0); program != 0; program = LibBpf.NextProgram(handle, program))
        {
            programs.Add(new ProbeProgram(program, Text(LibBpf.ProgramName(program)), Text(LibBpf.ProgramSection(program))));
        }

        Programs = programs;
    }

    public IReadOnlyList<ProbeProgram> Programs { get; }

    public BpfTypes Types => _types;

    /// <exception cref="CaptureException">libbpf cannot read the image.</exception>
    public static ProbeObject Open(ProbeImage image)
    {
        BpfLog.Begin();
        BpfObjectHandle handle;
        int error;
        fixed (byte* bytes = image.Bytes)
        fixed (byte* name = "lanner"u8)
        {
            var options = new LibBpf.OpenOptions { Size = (nuint)sizeof(LibBpf.OpenOptions), ObjectName = name };
            handle = LibBpf.OpenMemory(bytes, (nuint)image.Bytes.Length, &options);
            error = Marshal.GetLastPInvokeError();
        }

        var types = handle.IsInvalid ? null : BpfTypes.Of(handle);
        if (types is not null) return new ProbeObject(handle, types);
        handle.Dispose();
        var why = handle.IsInvalid ? Marshal.GetPInvokeErrorMessage(error) : "it has no type information";
        throw new CaptureException(
            new CaptureProblem("probe", $"the probe {image.Origin} cannot be opened", why, "build it again (make -C probe)"), BpfLog.Text);
    }

    public static void SetAutoload(ProbeProgram program, bool load) => Check(LibBpf.SetAutoload(program.Handle, load), program.Name);

    /// <summary>Takes the maps of a loaded object of the same image, so that the programs of both work on one set.</summary>
    public void ShareMaps(ProbeObject loaded)
    {
        var own = LibBpf.NextMap(_object, 0);
        for (var map = LibBpf.NextMap(loaded._object, 0); map != 0; map = LibBpf.NextMap(loaded._object, map))
        {
            if (own == 0) throw Mismatch("map for each of the loaded one");
            Check(LibBpf.ReuseFd(own, LibBpf.MapFd(map)), Text(LibBpf.MapName(own)));
            own = LibBpf.NextMap(_object, own);
        }
    }

    /// <summary>Puts a loaded program into a map of programs.</summary>
    public void SetProgram(string map, int slot, ProbeProgram program)
    {
        var key = (uint)slot;
        var fd = LibBpf.ProgramFd(program.Handle);
        Check(LibBpf.Update(MapFd(map), &key, &fd, 0), $"{map} for {program.Name}");
    }

    public void SetMaxEntries(string map, int entries) => Check(LibBpf.SetMaxEntries(Map(map), (uint)entries), map);

    public int MaxEntries(string map) => (int)LibBpf.MaxEntries(Map(map));

    public int ValueSize(string map) => (int)LibBpf.ValueSize(Map(map));

    public void SetInnerMap(string map, int fd) => Check(LibBpf.SetInnerMap(Map(map), fd), map);

    /// <summary>The map's descriptor, owned by the object; after loading only.</summary>
    public int MapFd(string map) => LibBpf.MapFd(Map(map));

    /// <summary>
    /// The bytes of a read-only variable, to be filled before loading. Writing after loading has no effect the kernel would see.
    /// </summary>
    /// <exception cref="CaptureException">The probe has no such variable, or one of another size.</exception>
    public Span<byte> Constant(string variable, int size)
    {
        var bytes = Constant(variable);
        return bytes.Length == size ? bytes : throw Mismatch($"constant {variable} of {size} bytes");
    }

    /// <summary>The same where the probe says how long it is.</summary>
    public Span<byte> Constant(string variable)
    {
        const string section = ".rodata";
        nuint length = 0;
        var bytes = LibBpf.InitialValue(Map(section), &length);
        foreach (var member in _types.Variables(section))
        {
            if (member.Name != variable) continue;
            if (bytes == null || (nuint)(member.Offset + member.Size) > length) break;
            return new Span<byte>(bytes + member.Offset, member.Size);
        }

        throw Mismatch($"constant {variable}");
    }

    /// <exception cref="CaptureException">The kernel refuses the probe; the reason is the verifier's.</exception>
    public void Load()
    {
        BpfLog.Begin();
        var result = LibBpf.Load(_object);
        if (result == 0) return;
        var log = BpfLog.Text;
        var report = VerifierReport.Parse(log);
        var error = Marshal.GetPInvokeErrorMessage(-result);
        var program = report.Program.Length > 0 ? $" (program {report.Program})" : "";
        var why = report.Reason.Length > 0 ? $"{error}{program}: {report.Reason} [{report.OmittedLines} more lines of log]" : error;
        throw new CaptureException(new CaptureProblem(
            "probe", "the kernel refuses the probe", why, "report it with the kernel's version and this line"), log);
    }

    /// <summary>Attaches a loaded program, or returns null and the reason.</summary>
    public static BpfLinkHandle? TryAttach(ProbeProgram program, out string reason)
    {
        BpfLog.Begin();
        var link = LibBpf.Attach(program.Handle);
        var error = Marshal.GetLastPInvokeError();
        reason = "";
        if (!link.IsInvalid) return link;
        link.Dispose();
        reason = Marshal.GetPInvokeErrorMessage(error);
        return null;
    }

    public void Dispose() => _object.Dispose();

    nint Map(string name)
    {
        var map = LibBpf.FindMap(_object, name);
        return map != 0 ? map : throw Mismatch($"map {name}");
    }

    static void Check(int result, string name)
    {
        if (result < 0) throw Mismatch($"{name} as expected ({Marshal.GetPInvokeErrorMessage(-result)})");
    }

    public static CaptureException Mismatch(string missing) => new(new CaptureProblem(
        "probe", "the probe does not fit this program", $"it has no {missing}", "build both from the same sources"));

    static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
