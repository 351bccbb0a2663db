using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>One request with its answer.</summary>
/// <param name="IsServer">The process read the request, and wrote the answer.</param>
/// <param name="LatencyNs">From the request to the answer.</param>
/// <param name="Length">Bytes of the answer's body.</param>
readonly record struct HttpExchange(byte[] Method, byte[] Url, bool IsServer, byte[] Container, int Status, long LatencyNs, long Length);

/// <summary>
/// Finds requests and their answers in what processes read from sockets and write to them: a request is the first of its socket, and the
/// next answer there belongs to it.
/// </summary>
sealed class HttpConversations(ChiselSurroundings surroundings)
{
    /// <summary>Bytes of data an event should carry: a head mostly fits.</summary>
    public const int SnapLength = 1024;

    public const string Filter = "evt.is_io=true and evt.buflen>0 and (fd.sockfamily=ip or fd.sockfamily=unix)";

    /// <summary>Requests that wait for an answer; beyond, all are forgotten: most will never have one.</summary>
    const int MaxWaiting = 65_536;

    readonly Field _container = surroundings.Field("container.name");
    readonly FieldText _text = new();
    readonly Dictionary<(int Pid, long Fd), Waiting> _waiting = [];

    readonly record struct Waiting(byte[] Method, byte[] Url, bool IsServer, byte[] Container, ulong TimeNs);

    /// <summary>True when an event ends an exchange.</summary>
    public bool TryTake(in EventContext context, out HttpExchange exchange)
    {
        exchange = default;
        if (context.Process is not { } process || context.Descriptor is not { } descriptor || !IoData.TryGet(context, out var data)) return false;
        var key = (process.Pid, descriptor.Number);
        if (_waiting.TryGetValue(key, out var waiting))
        {
            if (!HttpText.TryReadAnswer(data, IoData.Moved(context), out var status, out var length)) return false;
            _waiting.Remove(key);
            var latency = context.Event.TimeNs > waiting.TimeNs ? (long)(context.Event.TimeNs - waiting.TimeNs) : 0;
            exchange = new HttpExchange(waiting.Method, waiting.Url, waiting.IsServer, waiting.Container, status, latency, length);
            return true;
        }

        if (!HttpText.TryReadRequest(data, out var method, out var target, out var host)) return false;
        if (_waiting.Count >= MaxWaiting) _waiting.Clear();
        _waiting[key] = new Waiting(method.ToArray(), [.. host, .. target], IoData.IsRead(context), _text.Read(_container, context).ToArray(), context.Event.TimeNs);
        return false;
    }
}
