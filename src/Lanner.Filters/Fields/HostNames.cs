using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Text;

using Lanner.State;

namespace Lanner.Filters.Fields;

/// <summary>
/// Which addresses the host names in rules have. Names are resolved in the background, never on the event thread, when a rule that
/// compares one is loaded, and again each <see cref="HostNamesOptions.Refresh"/>; the system's resolver does it, so the file of hosts
/// counts too. Until the first answer, and when there is none, no address has the name. Safe for several threads.
/// </summary>
public sealed class HostNames : IAsyncDisposable
{
    readonly HostNamesOptions _options;
    readonly ConcurrentDictionary<string, IpAddress[]> _addresses = new(StringComparer.OrdinalIgnoreCase);
    readonly CancellationTokenSource _stop = new();
    readonly SemaphoreSlim _wanted = new(0);
    readonly Lock _starting = new();
    Task? _refreshing;
    FrozenDictionary<IpAddress, byte[][]> _names = FrozenDictionary<IpAddress, byte[][]>.Empty;

    public HostNames(HostNamesOptions? options = null) => _options = options ?? new HostNamesOptions();

    /// <summary>The names of this process's rules.</summary>
    public static HostNames Shared { get; } = new();

    /// <summary>Names being resolved.</summary>
    public int Count => _addresses.Count;

    /// <summary>Takes up a name of a rule and lets it be resolved soon. False when there are too many already.</summary>
    public bool Register(string name)
    {
        if (name.Length is 0 or > 255) return false;
        if (_addresses.ContainsKey(name)) return true;
        if (_addresses.Count >= _options.MaxNames || !_addresses.TryAdd(name, [])) return _addresses.ContainsKey(name);
        lock (_starting)
        {
            _refreshing ??= Task.Run(RefreshRepeatedlyAsync);
        }

        _wanted.Release();
        return true;
    }

    /// <summary>The name at an index among those that have the address; false behind the last one.</summary>
    public bool TryGetName(IpAddress address, int index, out ReadOnlySpan<byte> name)
    {
        if (Volatile.Read(ref _names).TryGetValue(address, out var names) && (uint)index < (uint)names.Length)
        {
            name = names[index];
            return true;
        }

        name = default;
        return false;
    }

    /// <summary>Resolves all names once. One that cannot be resolved now keeps the addresses it had.</summary>
    public async Task RefreshAsync(CancellationToken cancellation = default)
    {
        await Parallel.ForEachAsync(_addresses.Keys, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellation },
            async (name, token) =>
            {
                if (await ResolveAsync(name, token).ConfigureAwait(false) is { } found) _addresses[name] = found;
            }).ConfigureAwait(false);

        Volatile.Write(ref _names, _addresses
            .SelectMany(pair => pair.Value.Select(address => (Address: address, Name: Encoding.UTF8.GetBytes(pair.Key))))
            .GroupBy(pair => pair.Address, pair => pair.Name)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray()));
    }

    /// <summary>Ends the refreshing.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task? refreshing;
        lock (_starting) refreshing = _refreshing;
        if (refreshing is not null) await refreshing.ConfigureAwait(false);
        _stop.Dispose();
        _wanted.Dispose();
    }

    async Task RefreshRepeatedlyAsync()
    {
        try
        {
            while (true)
            {
                await _wanted.WaitAsync(_options.Refresh, _stop.Token).ConfigureAwait(false);
                while (_wanted.Wait(0)) { }
                await RefreshAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    async Task<IpAddress[]?> ResolveAsync(string name, CancellationToken cancellation)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limited.CancelAfter(_options.Timeout);
        try
        {
            var found = await _options.Resolve(name, limited.Token).ConfigureAwait(false);
            return
            [
                .. found.Take(_options.MaxAddresses).Select(address => IpAddress.FromNetworkBytes(address.GetAddressBytes())).Distinct(),
            ];
        }
        catch (Exception failure) when (failure is SocketException or ArgumentException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }
}

/// <summary>How host names are resolved.</summary>
public sealed record HostNamesOptions
{
    /// <summary>Time between two resolutions of a name. One minute: as long as short-lived names in clusters are good for.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxNames { get; init; } = 1024;

    /// <summary>Addresses kept of one name.</summary>
    public int MaxAddresses { get; init; } = 256;

    /// <summary>Asks for the addresses of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;
}
