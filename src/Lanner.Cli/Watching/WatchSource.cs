using Lanner.Configuration;

namespace Lanner.Cli;

/// <summary>What a watch is made from, and can be made from again while it goes on: files, and a command line that stays. Any thread.</summary>
sealed class WatchSource
{
    readonly IReadOnlyList<string> _settings;
    readonly LannerConfiguration _standard;
    readonly Func<LannerConfiguration, WatchPlan> _plan;
    readonly string? _named;
    readonly string _usual;

    /// <param name="named">The configuration's main file; null for the usual one if it is there.</param>
    /// <param name="settings">Single settings, as <c>key=value</c>.</param>
    /// <param name="plan">Puts a configuration and the command line together.</param>
    /// <param name="standard">What holds where nothing is said; null for our own defaults.</param>
    /// <param name="usual">The usual place of the main file.</param>
    public WatchSource(string? named, IReadOnlyList<string> settings, Func<LannerConfiguration, WatchPlan> plan, LannerConfiguration? standard = null,
        string usual = ConfigurationLoading.DefaultPath)
    {
        _named = named;
        _settings = settings;
        _plan = plan;
        _standard = standard ?? LannerConfiguration.Standard;
        _usual = usual;
    }

    /// <summary>The configuration's main file, whether it is there or not.</summary>
    public string MainFile => _named ?? _usual;

    public ConfigurationResult Read() => ConfigurationLoader.Load(_named ?? (File.Exists(_usual) ? _usual : null), _settings, _standard);

    public WatchPlan Plan(LannerConfiguration configuration) => _plan(configuration) with { Source = this };
}
