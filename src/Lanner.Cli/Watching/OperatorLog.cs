using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>What the program says about its own work: one line each, to standard error, to syslog, or both. Used from any thread.</summary>
sealed class OperatorLog(LogSettings settings, string program = "lanner") : IDisposable
{
    readonly LocalSyslog? _syslog = settings.ToSyslog ? new LocalSyslog(program) : null;

    /// <summary>Where longer reports go; nowhere when they are not wanted.</summary>
    public TextWriter Writer { get; } =
        settings.ToStandardError && settings.Level >= RulePriority.Informational ? Console.Error : TextWriter.Null;

    public void Info(string text) => Say(RulePriority.Informational, text);

    public void Warning(string text) => Say(RulePriority.Warning, text);

    public void Error(string text) => Say(RulePriority.Error, text);

    public void Debug(string text) => Say(RulePriority.Debug, text);

    public void Dispose() => _syslog?.Dispose();

    public void Say(RulePriority level, string text)
    {
        if (level > settings.Level) return;
        if (settings.ToStandardError) Console.Error.WriteLine($"{program}: {text}");
        _syslog?.Send(level, text);
    }
}
