using System.Text;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Writes what went over each UDP socket to a file of its own, in a folder below the current one.</summary>
sealed class UdpExtract(ChiselSurroundings surroundings) : LineChisel(surroundings), IDisposable
{
    const string Folder = "udp_dump_files";

    /// <summary>Files held open; what comes for more is counted.</summary>
    const int MaxFiles = 500;

    readonly Dictionary<string, FileStream> _files = [];
    long _leftOut;

    public override string Filter => "evt.rawres>=0 and fd.l4proto=udp and evt.is_io=true";

    public override int SnapLength => 16_384;

    public override void OnEvent(in EventContext context)
    {
        if (!IoData.TryGet(context, out var data) || context.Descriptor is not { Name.IsEmpty: false } descriptor) return;
        var name = FileName(descriptor.Name);
        try
        {
            if (!_files.TryGetValue(name, out var file))
            {
                if (_files.Count >= MaxFiles)
                {
                    _leftOut++;
                    return;
                }

                if (_files.Count == 0) Directory.CreateDirectory(Folder);
                _files.Add(name, file = new FileStream(Path.Combine(Folder, name), FileMode.Create));
            }

            file.Write(data);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new ChiselException($"udp_extract: {Path.Combine(Folder, name)} cannot be written: {problem.Message}");
        }
    }

    public override void OnEnd(ChiselMoment moment)
    {
        var count = _files.Count;
        Close();
        if (Output.Json) return;
        Output.Add(count == 0 ? "no data went over UDP" : $"{count} files in {Folder}").EndLine();
        if (_leftOut > 0) Output.Add($"({_leftOut} pieces of more sockets than {MaxFiles} are left out)").EndLine();
    }

    public void Dispose() => Close();

    /// <summary>Nothing in a capture chooses where a file is: what is no letter, digit, point or dash becomes an underscore.</summary>
    internal static string FileName(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        foreach (var one in name[..Math.Min(name.Length, 200)]) text.Append(one is (byte)'>' ? '-' : char.IsAsciiLetterOrDigit((char)one) || one is (byte)'.' or (byte)'-' ? (char)one : '_');
        return text[0] == '.' ? $"_{text}" : text.ToString();
    }

    void Close()
    {
        foreach (var file in _files.Values) file.Dispose();
        _files.Clear();
    }
}
