using Xunit;

namespace Lanner.Live.Tests;

/// <summary>One `lanner watch` with its own rules, shared by the tests of a class: each looks for its own container's alerts.</summary>
public sealed class DefaultWatch : IAsyncLifetime
{
    LannerProcess? lanner;

    internal LannerProcess Lanner => lanner ?? throw new InvalidOperationException("this machine cannot watch");

    public async ValueTask InitializeAsync()
    {
        // Fixtures are made for skipped tests too.
        if (Machine.CannotWatch is null) lanner = await LannerProcess.Watch([]);
    }

    public async ValueTask DisposeAsync()
    {
        if (lanner is not null) await lanner.DisposeAsync();
    }
}
