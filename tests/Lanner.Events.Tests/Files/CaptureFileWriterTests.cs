using Lanner.Events.Files;
using static Lanner.Events.Tests.Files.RawCapture;

namespace Lanner.Events.Tests.Files;

public sealed class CaptureFileWriterTests
{
    static EventView View(byte[] bytes, ushort cpu = 0) => EventView.Trusted(bytes, new EventOrigins(0, 0, 0, cpu));

    static byte[] Close(ulong time) => MakeEvent(5, time, 10, U64(0), U64(3));

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_is_written_is_read_back(bool compress)
    {
        var capture = ReadCapture.From(SmallCapture.Current(compress));
        Assert.Null(capture.Error);
        Assert.Null(capture.EndNote);
        Assert.Equal(SmallCapture.Events(), capture.Events.Select(e => e.Bytes));
        Assert.All(capture.Events, e => Assert.Equal(1, e.Origins.Cpu));
        Assert.Equivalent(SmallCapture.Snapshot, Assert.Single(capture.Snapshots), strict: true);
    }

    /// <summary>A change of the form of the files shows here. LANNER_UPDATE_CAPTURES=1 stores them as they are now.</summary>
    [Fact]
    public void The_stored_captures_are_what_is_written_today()
    {
        foreach (var (name, bytes) in new[]
        {
            ("current.scap", SmallCapture.Current(compress: false)),
            ("compatible.scap", SmallCapture.Current(compress: false, compatible: true)),
            ("old.scap", SmallCapture.Old()),
        })
        {
            if (Environment.GetEnvironmentVariable("LANNER_UPDATE_CAPTURES") == "1") File.WriteAllBytes(Captures.Own(name), bytes);
            Assert.Equal(File.ReadAllBytes(Captures.Own(name)), bytes);
        }
    }

    [Theory]
    [InlineData("502Error"), InlineData("cat_write"), InlineData("run_as_user_0_container"), InlineData("sample")]
    public void A_capture_read_and_written_again_is_the_same(string name)
    {
        using var folder = new Folder();
        var first = ReadCapture.From(Captures.Shared(name + ".scap"));
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => first.Snapshots[0]))
        {
            foreach (var (bytes, origins) in first.Events) writer.Write(EventView.Trusted(bytes, origins));
        }

        var second = ReadCapture.From(folder["x"]);
        Assert.Null(second.Error);
        Assert.Equal(first.Events.Count, second.Events.Count);
        Assert.All(first.Events.Zip(second.Events), pair =>
        {
            Assert.Equal(pair.First.Origins, pair.Second.Origins);
            Assert.Equal(pair.First.Bytes, pair.Second.Bytes);
        });
        Assert.Equal(0, second.Statistics.Upgraded + second.Statistics.Merged);
        Assert.Equal(first.Snapshots[0].Threads.Select(t => t.Name), second.Snapshots[0].Threads.Select(t => t.Name));
        Assert.Equal(first.Snapshots[0].Threads.Sum(t => t.Descriptors.Count), second.Snapshots[0].Threads.Sum(t => t.Descriptors.Count));
    }

    [Fact]
    public void The_tables_of_a_machine_need_only_a_machine()
    {
        using var folder = new Folder();
        new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => new CaptureSnapshot()).Dispose();
        var capture = ReadCapture.From(folder["x"]);
        Assert.Null(capture.Error);
        Assert.Empty(Assert.Single(capture.Snapshots).Threads);
    }

    [Fact]
    public void Texts_too_long_for_readers_of_the_format_are_cut()
    {
        using var folder = new Folder();
        var thread = new ThreadSnapshot
        {
            Tid = 1, Pid = 1, Cwd = [.. Enumerable.Repeat((byte)'c', 5000)], Args = [.. Enumerable.Repeat((byte)'a', 70_000)],
            Descriptors = [new DescriptorSnapshot { Fd = 1, Kind = DescriptorKind.File, Name = [.. Enumerable.Repeat((byte)'f', 70_000)] }],
        };
        new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => new CaptureSnapshot { Threads = [thread] }).Dispose();
        var read = Assert.Single(Assert.Single(ReadCapture.From(folder["x"]).Snapshots).Threads);
        Assert.Equal((1023, 4097, 1023), (read.Cwd.Length, read.Args.Length, read.Descriptors[0].Name.Length));
    }

    [Fact]
    public void Large_and_marked_events_keep_their_form()
    {
        using var folder = new Folder();
        var large = MakeEvent(324, 1, -1, Zero(new string('x', 500_000)));
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => new CaptureSnapshot()))
        {
            writer.Write(View(large));
            writer.Write(EventView.Trusted(Close(2), new EventOrigins(0, 0, 0, 0, StateOnly: true)));
            writer.Write(EventView.Trusted(large, new EventOrigins(0, 0, 0, 0, StateOnly: true)));
        }

        var capture = ReadCapture.From(folder["x"]);
        Assert.Equal([large, Close(2), large], capture.Events.Select(e => e.Bytes));
        Assert.Equal([false, true, true], capture.Events.Select(e => e.Origins.StateOnly));
    }

    [Fact]
    public void Data_is_cut_to_the_length_asked_for_and_nothing_else_is()
    {
        using var folder = new Folder();
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions { Snaplen = 80 }, () => new CaptureSnapshot()))
        {
            foreach (var e in SmallCapture.Events()) writer.Write(View(e));
        }

        var capture = ReadCapture.From(folder["x"]);
        var originals = SmallCapture.Events().ToList();
        for (var i = 0; i < originals.Count; i++)
        {
            var original = View(originals[i]);
            var cut = View(capture.Events[i].Bytes);
            Assert.Equal(original.ParameterCount, cut.ParameterCount);
            for (var p = 0; p < original.ParameterCount; p++)
            {
                var isData = original.Code == EventCode.ReadExit && p == 1;
                Assert.Equal(isData ? original.Parameter(p)[..80].ToArray() : original.Parameter(p).ToArray(), cut.Parameter(p).ToArray());
            }
        }
    }

    [Fact]
    public void Files_rotate_by_count_and_with_a_limit_the_numbers_begin_again()
    {
        using var folder = new Folder();
        var asked = 0;
        var options = new CaptureWriterOptions { MaxFileEvents = 10, MaxFiles = 3 };
        using (var writer = new CaptureFileWriter(folder["x.scap"], options, () =>
        {
            asked++;
            return SmallCapture.Snapshot;
        }))
        {
            for (var i = 0u; i < 75; i++) writer.Write(View(Close(i)));
            Assert.Equal([folder["x.scap2"], folder["x.scap0"], folder["x.scap1"]], writer.Files);
        }

        Assert.Equal(8, asked);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
        Assert.Equal([10, 5, 10], new[] { 0, 1, 2 }.Select(n => ReadCapture.From(folder["x.scap" + n]).Events.Count));
        Assert.All(new[] { 0, 1, 2 }, n => Assert.Equal(2, ReadCapture.From(folder["x.scap" + n]).Snapshots[0].Threads.Count));
    }

    [Fact]
    public void The_tables_of_the_next_file_are_asked_for_before_the_event_is_taken_in()
    {
        using var folder = new Folder();
        var told = new List<(ulong Time, int TakenIn)>();
        var takenIn = 0;
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions { MaxFileEvents = 2 }, () => SmallCapture.Snapshot, time =>
        {
            told.Add((time, takenIn));
            return [new EventBuilder(EventCode.ContainerEnter, time, -1).Add("{}").Build()];
        }, startNs: 5))
        {
            for (var i = 10ul; i < 15; i++)
            {
                writer.Prepare(i);
                takenIn++;
                writer.Write(View(Close(i)));
            }

            Assert.Equal(5, writer.Events);
        }

        Assert.Equal([(5ul, 0), (12ul, 2), (14ul, 4)], told);
        var second = ReadCapture.From(folder["x1"]);
        Assert.Equal([EventCode.ContainerEnter, EventCode.CloseExit, EventCode.CloseExit], second.Events.Select(e => View(e.Bytes).Code));
        Assert.All(second.Events, e => Assert.InRange(View(e.Bytes).TimeNs, 12ul, 13ul));
    }

    [Fact]
    public void A_section_begins_with_tables_of_its_own()
    {
        using var folder = new Folder();
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => SmallCapture.Snapshot))
        {
            writer.Write(View(Close(1)));
            writer.BeginSection(2);
            writer.Write(View(Close(2)));
        }

        var capture = ReadCapture.From(folder["x"]);
        Assert.Null(capture.Error);
        Assert.Equal([0, 1], capture.Snapshots.Select(s => s.Section));
        Assert.Equal([Close(1), Close(2)], capture.Events.Select(e => e.Bytes));
    }

    [Fact]
    public void Files_rotate_by_the_time_of_their_events()
    {
        using var folder = new Folder();
        using (var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions { MaxFileAge = TimeSpan.FromSeconds(60) }, () => new CaptureSnapshot()))
        {
            for (var second = 0ul; second < 150; second += 10) writer.Write(View(Close(second * 1_000_000_000)));
        }

        Assert.Equal([6, 6, 3], new[] { 0, 1, 2 }.Select(n => ReadCapture.From(folder["x" + n]).Events.Count));
    }

    [Theory]
    [InlineData(true, CaptureWriting.AtOnce), InlineData(false, CaptureWriting.AtOnce)]
    [InlineData(true, CaptureWriting.BehindAndComplete), InlineData(false, CaptureWriting.BehindAndComplete)]
    public void Files_rotate_by_size(bool compress, CaptureWriting writing)
    {
        using var folder = new Folder();
        var options = new CaptureWriterOptions { MaxFileBytes = 100_000, Compress = compress, Writing = writing };
        var random = new Random(1);
        var data = new byte[2000];
        using (var writer = new CaptureFileWriter(folder["x"], options, () => new CaptureSnapshot()))
        {
            for (var i = 0u; i < 1000; i++)
            {
                random.NextBytes(data);
                writer.Write(View(MakeEvent(9, i * 10_000_000, 10, U64(2000), data, U64(1), U32(2000))));
            }
        }

        var files = Directory.GetFiles(folder.Path);
        Assert.InRange(files.Length, compress && writing != CaptureWriting.AtOnce ? 1 : 4, 25);
        Assert.Equal(1000, files.Sum(f => ReadCapture.From(f).Events.Count));
        // A file ends at the limit, give or take what waits in the buffers.
        var waiting = compress && writing != CaptureWriting.AtOnce ? 17 * (300 << 10) : 300 << 10;
        Assert.All(files, f => Assert.InRange(new FileInfo(f).Length, 1, 100_000 + waiting));
    }

    [Theory]
    [InlineData(true), InlineData(false)]
    public void What_was_flushed_is_there_when_the_writer_dies(bool compress)
    {
        using var folder = new Folder();
        using var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions { Compress = compress }, () => SmallCapture.Snapshot);
        Assert.Equal(2, ReadCapture.From(folder["x"]).Snapshots[0].Threads.Count);
        for (var i = 0u; i < 100; i++) writer.Write(View(Close(i)));
        writer.Flush();
        writer.Write(View(Close(1000)));
        var left = ReadCapture.From(folder["x"]);
        Assert.Null(left.Error);
        Assert.Equal(100, left.Events.Count);
    }

    [Fact]
    public void A_flush_comes_by_itself_when_time_has_passed()
    {
        using var folder = new Folder();
        using var writer = new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => new CaptureSnapshot());
        writer.Write(View(Close(1)));
        Assert.Empty(ReadCapture.From(folder["x"]).Events);
        writer.Write(View(Close(2_000_000_000)));
        Assert.Single(ReadCapture.From(folder["x"]).Events);
    }

    [Fact]
    public void Files_are_for_their_owner_alone_also_when_they_were_there()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new Folder();
        File.WriteAllText(folder["x"], "old");
        File.SetUnixFileMode(folder["x"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        new CaptureFileWriter(folder["x"], new CaptureWriterOptions(), () => new CaptureSnapshot()).Dispose();
        new CaptureFileWriter(folder["y"], new CaptureWriterOptions(), () => new CaptureSnapshot()).Dispose();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["x"]));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["y"]));
    }

    [Fact]
    public void A_full_disk_is_told_in_one_line()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("this system has no /dev/full");
        var error = Assert.Throws<CaptureFileException>(() =>
            new CaptureFileWriter("/dev/full", new CaptureWriterOptions { Compress = false }, () => new CaptureSnapshot()).Dispose());
        Assert.StartsWith("/dev/full: cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new CaptureWriterOptions { MaxFiles = 3 }.Validate());
        Assert.Throws<ArgumentException>(() => new CaptureWriterOptions { Snaplen = -1 }.Validate());
    }
}
