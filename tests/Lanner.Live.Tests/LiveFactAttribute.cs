using System.Runtime.CompilerServices;
using Xunit;

namespace Lanner.Live.Tests;

/// <summary>A test that watches real containers. Where that is impossible it is skipped with the reason, never passed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveFactAttribute : FactAttribute
{
    public LiveFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = Machine.CannotWatch;
        // An end for a test that waits for something that never comes; its own waits are shorter and say what is missing.
        Timeout = 180_000;
    }
}
