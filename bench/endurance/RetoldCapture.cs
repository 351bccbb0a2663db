using System.Buffers.Binary;
using System.Text;
using Lanner.Events;
using Lanner.Events.Files;

namespace Lanner.Endurance;

/// <summary>
/// A capture told again and again as the days of one host. Processes that stood when it began stay what they are. Those that were born in
/// it are born anew in every round, with other process ids, in containers with other ids, and what never ended in the capture ends with the
/// round, so that a round leaves behind what a host keeps and no more. Its events are changed in place, in memory.
/// </summary>
sealed class RetoldCapture : ITale
{
    /// <summary>The kernel's highest process id, where they begin again.</summary>
    const long HighestTid = 4_194_304;

    /// <summary>Digits of a container's id that differ from round to round; enough for the short form of it.</summary>
    const int Digits = 8;

    readonly byte[] _bytes;
    readonly int[] _starts;
    readonly ulong[] _delaysNs;
    readonly TidPlace[] _tids;
    readonly IdPlace[] _ids;
    readonly int _born;
    readonly long _firstTid;
    readonly ulong _beganNs;

    RetoldCapture(Gathered gathered)
    {
        Beginning = gathered.Beginning;
        var marks = new Marks(gathered);
        gathered.End(marks.Living);
        _bytes = gathered.Bytes.ToArray();
        _starts = [.. gathered.Starts];
        (_born, _firstTid) = (marks.Born.Count, marks.HighestStanding + 1);
        _tids = [.. marks.Tids(_bytes, _starts)];
        _ids = [.. FindIds(_bytes, gathered.ContainerIds)];
        _beganNs = Time(0);
        _delaysNs = [.. Enumerable.Range(0, _starts.Length).Select(i => (ulong)Math.Max(0, (long)(Time(i) - _beganNs)))];
        RoundNs = _delaysNs.Max() + 1_000_000;
    }

    public CaptureSnapshot Beginning { get; }

    public int EventsPerRound => _starts.Length;

    /// <summary>Time that passes in a round.</summary>
    public ulong RoundNs { get; private set; }

    /// <param name="path">The capture; all of it is kept in memory.</param>
    /// <exception cref="CaptureFileException">It cannot be read.</exception>
    public static RetoldCapture Read(string path) => new(Gathered.From(path));

    /// <summary>Stretches time so that a round takes that long.</summary>
    public void Stretch(ulong roundNs)
    {
        var pace = (double)roundNs / RoundNs;
        for (var i = 0; i < _delaysNs.Length; i++) _delaysNs[i] = (ulong)(_delaysNs[i] * pace);
        RoundNs = roundNs;
    }

    public void Tell<TConsumer>(long round, TConsumer to) where TConsumer : IEventConsumer
    {
        var span = HighestTid - _firstTid;
        foreach (var (at, index) in _tids) BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(at), _firstTid + (index + round * _born) % span);
        foreach (var (at, salt) in _ids)
        {
            // A bijection of 32 bits: the ids of all rounds differ.
            if (!((uint)(round + 1) * 2654435761u ^ salt).TryFormat(_bytes.AsSpan(at, Digits), out _, "x8")) throw new InvalidOperationException();
        }

        var beginsNs = _beganNs + (ulong)round * RoundNs;
        for (var i = 0; i < _starts.Length; i++)
        {
            var end = i + 1 < _starts.Length ? _starts[i + 1] : _bytes.Length;
            var bytes = _bytes.AsSpan(_starts[i]..end);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, beginsNs + _delaysNs[i]);
            to.OnEvent(EventView.Trusted(bytes, default));
        }
    }

    ulong Time(int i) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(_starts[i]));

    /// <summary>Every place where one of the ids, or its short form, is written.</summary>
    static IEnumerable<IdPlace> FindIds(byte[] bytes, IEnumerable<string> ids)
    {
        foreach (var id in ids)
        {
            var text = Encoding.ASCII.GetBytes(id[..Math.Min(12, id.Length)]);
            if (text.Length < Digits) continue;
            var salt = BinaryPrimitives.ReadUInt32LittleEndian(text);
            for (var at = 0; bytes.AsSpan(at).IndexOf(text) is >= 0 and var found; at += found + text.Length) yield return new IdPlace(at + found, salt);
        }
    }

    readonly record struct IdPlace(int At, uint Salt);
}

/// <summary>Where the id of the so-manieth thread that was born in the capture is written.</summary>
readonly record struct TidPlace(int At, int Index);
