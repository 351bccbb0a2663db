using System.Runtime.CompilerServices;
using Xunit;

namespace Lanner.Live.Tests;

/// <summary>As <see cref="LiveFactAttribute"/>, for a table of cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LiveTheoryAttribute : TheoryAttribute
{
    public LiveTheoryAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = Machine.CannotWatch;
        // The names of the cases are known without running anything: one line of the report each, also when skipped.
        Timeout = 60_000;
    }
}
