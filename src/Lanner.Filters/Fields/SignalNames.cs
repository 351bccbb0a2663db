namespace Lanner.Filters.Fields;

/// <summary>Names of signals, the numbers of x86-64 and arm64 (asm-generic/signal.h).</summary>
static class SignalNames
{
    static readonly string[] s_names =
    [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
        "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ];

    /// <summary>The number of a name; 0 when there is no such signal.</summary>
    public static int Number(string name) => Array.IndexOf(s_names, name) + 1;

    /// <summary>The name of a signal from 1; null for real-time signals and numbers that are none.</summary>
    public static string? Find(long number) => number is >= 1 and <= 31 ? s_names[number - 1] : null;
}
