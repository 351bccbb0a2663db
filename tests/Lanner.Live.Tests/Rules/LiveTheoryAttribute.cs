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
        Timeout = 180_000;
    }
}
