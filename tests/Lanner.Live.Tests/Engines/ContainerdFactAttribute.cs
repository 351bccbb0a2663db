using System.Runtime.CompilerServices;
using Xunit;

namespace Lanner.Live.Tests.Engines;

/// <summary>As <see cref="LiveFactAttribute"/>, for tests that start a containerd of their own and need no Docker.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ContainerdFactAttribute : FactAttribute
{
    public ContainerdFactAttribute([CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Skip = WhatIsMissing;
        Timeout = 180_000;
    }

    /// <summary>Null when the tests can run.</summary>
    public static string? WhatIsMissing { get; } = Machine.CannotCapture
        ?? (Machine.Has("containerd") && Machine.Has("ctr") ? null : "needs containerd: `./test live` installs it");
}
