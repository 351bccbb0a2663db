namespace Lanner.Capture;

/// <summary>
/// The programs of the probe that are in the kernel: those of process life and those whose system calls are of interest. What
/// interest asks for later is loaded then, from a second opening of the image that shares the maps of the first.
/// </summary>
sealed class ProbePrograms : IDisposable
{
    readonly ProbeImage _image;
    readonly LiveOptions _options;
    readonly bool _entryArguments;
    readonly ExitTable _table;
    readonly ILookup<string, int> _slots;
    readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    readonly List<ProbeObject> _later = [];

    /// <param name="probe">Opened and not yet loaded; owned from here on.</param>
    /// <param name="options">What was asked for beside system calls.</param>
    /// <param name="entryArguments">Arguments are read at entry where a call has a program for it.</param>
    public ProbePrograms(ProbeObject probe, LiveOptions options, bool entryArguments)
    {
        First = probe;
        _image = options.Probe;
        _options = options;
        _entryArguments = entryArguments;
        _table = ExitTable.Of(probe);
        _slots = _table.Slots;
    }

    /// <summary>The object that owns the maps.</summary>
    public ProbeObject First { get; }

    /// <summary>Loads what these calls need, as they stand in the interest map. Returns the programs that must be attached.</summary>
    /// <exception cref="CaptureException">The kernel refuses; what was loaded before stays.</exception>
    public IReadOnlyList<ProbeProgram> Load(ReadOnlySpan<byte> interest)
    {
        var needed = _table.Needed(interest);
        if (_loaded.Count == 0) return Load(First, needed, interest);
        // The same test as below, without opening anything: usually everything is there.
        if (!First.Programs.Any(IsMissing(needed, interest))) return [];
        var later = ProbeObject.Open(_image);
        try
        {
            later.ShareMaps(First);
            var attach = Load(later, needed, interest);
            _later.Add(later);
            return attach;
        }
        catch
        {
            later.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var probe in _later) probe.Dispose();
        First.Dispose();
    }

    List<ProbeProgram> Load(ProbeObject probe, HashSet<string> needed, ReadOnlySpan<byte> interest)
    {
        var isMissing = IsMissing(needed, interest);
        var programs = new List<ProbeProgram>();
        foreach (var program in probe.Programs)
        {
            var load = isMissing(program);
            ProbeObject.SetAutoload(program, load);
            if (load) programs.Add(program);
        }

        foreach (var name in needed)
        {
            if (!probe.Programs.Any(program => program.Name == name)) throw ProbeObject.Mismatch($"program {name}");
        }

        probe.Load();
        foreach (var program in programs)
        {
            foreach (var slot in _slots[program.Name]) First.SetProgram("exit_programs", slot, program);
            _loaded.Add(program.Name);
        }

        programs.RemoveAll(program => !ProbeHooks.IsAttached(program));
        return programs;
    }

    Func<ProbeProgram, bool> IsMissing(HashSet<string> needed, ReadOnlySpan<byte> interest)
    {
        var numbers = interest.ToArray();
        return program => !_loaded.Contains(program.Name) && (ProbeHooks.IsEntryHook(program)
            ? _entryArguments && ProbeHooks.EntryCall(program) is >= 0 and var number && numbers[number] != 0 && ProbeHooks.EntryEventExists(program)
            : _slots.Contains(program.Name) ? needed.Contains(program.Name) : ProbeHooks.IsLoaded(program, _options));
    }
}
