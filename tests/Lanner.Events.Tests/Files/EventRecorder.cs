using Lanner.Events.Files;

namespace Lanner.Events.Tests.Files;

/// <summary>Keeps copies of events.</summary>
sealed class EventRecorder : IEventConsumer
{
    public List<(byte[] Bytes, EventOrigins Origins)> Events { get; } = [];

    public void OnEvent(in EventView view)
    {
        // What is handed out must stand the check that the source itself relies on.
        Assert.True(EventView.TryRead(view.Bytes, view.Origins, out var checkedView));
        Assert.Equal(view.Bytes.Length, checkedView.Bytes.Length);
        Events.Add((view.Bytes.ToArray(), view.Origins));
    }
}

/// <summary>A capture read to its end.</summary>
sealed record ReadCapture(
    List<(byte[] Bytes, EventOrigins Origins)> Events, List<CaptureSnapshot> Snapshots, CaptureFileStatistics Statistics, string? EndNote,
    CaptureFileException? Error)
{
    public static ReadCapture From(string path, int eventsAtOnce = 1000)
    {
        var snapshots = new SnapshotList();
        using var source = CaptureFileSource.Open(path, new CaptureFileOptions { Snapshots = snapshots });
        return From(source, snapshots, eventsAtOnce);
    }

    public static ReadCapture From(byte[] bytes, int eventsAtOnce = 1000) => From(new MemoryStream(bytes, writable: false), eventsAtOnce);

    public static ReadCapture From(Stream stream, int eventsAtOnce = 1000)
    {
        var snapshots = new SnapshotList();
        using var source = CaptureFileSource.Open(stream, "memory", new CaptureFileOptions { Snapshots = snapshots });
        return From(source, snapshots, eventsAtOnce);
    }

    static ReadCapture From(CaptureFileSource source, SnapshotList snapshots, int eventsAtOnce)
    {
        var recorder = new EventRecorder();
        CaptureFileException? error = null;
        try
        {
            while (!source.IsFinished)
            {
                if (source.Poll(ref recorder, eventsAtOnce) == 0) source.Wait(TimeSpan.FromSeconds(1));
            }
        }
        catch (CaptureFileException e)
        {
            error = e;
        }

        Assert.True(source.IsFinished);
        Assert.Equal(0, source.Poll(ref recorder, 1));
        return new ReadCapture(recorder.Events, snapshots.List, source.Statistics, source.EndNote, error);
    }
}

sealed class SnapshotList : ISnapshotConsumer
{
    public List<CaptureSnapshot> List { get; } = [];

    public void OnSnapshot(CaptureSnapshot snapshot) => List.Add(snapshot);
}
