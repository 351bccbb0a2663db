using System.Collections.Concurrent;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>What outputs said, to be awaited instead of looked at after a while.</summary>
sealed class Heard
{
    /// <summary>Only a test that fails takes so long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly BlockingCollection<string> _said = [];

    public ConcurrentQueue<string> All { get; } = [];

    public void Say(string message)
    {
        All.Enqueue(message);
        _said.Add(message);
    }

    /// <summary>Waits for the next message that holds this; those before it are passed over.</summary>
    public string WaitFor(string part)
    {
        while (_said.TryTake(out var message, Patience))
        {
            if (message.Contains(part, StringComparison.Ordinal)) return message;
        }

        throw new Xunit.Sdk.XunitException($"nobody said \"{part}\", but: {string.Join(" | ", All)}");
    }
}
