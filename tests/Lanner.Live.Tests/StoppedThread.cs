using System.Diagnostics;
using System.Globalization;

namespace Lanner.Live.Tests;

/// <summary>Holds the first thread of another process, the one that reads events, while its other threads go on; see hold.c.</summary>
sealed class StoppedThread : IAsyncDisposable
{
    readonly Process holder;

    StoppedThread(Process holder) => this.holder = holder;

    /// <summary>Stopped when it returns.</summary>
    public static async Task<StoppedThread> Stop(int thread)
    {
        var program = Path.Combine(Path.GetTempPath(), $"lanner-test-hold-{Guid.NewGuid():N}");
        (await Command.Run("cc", ["-O1", "-Wall", "-Werror", "-o", program, Path.Combine(Machine.Repository, "tests", "Lanner.Live.Tests", "hold.c")])).Expect("compiling hold.c");
        try
        {
            var holder = Command.Start(program, [thread.ToString(CultureInfo.InvariantCulture)]);
            var held = await holder.StandardOutput.ReadLineAsync();
            if (held != "held") throw new InvalidOperationException($"thread {thread} cannot be held: {await holder.StandardError.ReadToEndAsync()}");
            return new StoppedThread(holder);
        }
        finally
        {
            File.Delete(program);
        }
    }

    public async ValueTask DisposeAsync()
    {
        holder.StandardInput.Close();
        await holder.WaitForExitAsync();
        holder.Dispose();
    }
}
