using System.Numerics;

using Lanner.Alerts;
using Lanner.Alerts.Outputs;
using Lanner.Configuration;
using Lanner.Recording.Flight;
using Lanner.Rules;

namespace Lanner.Cli;

/// <summary>Puts a configuration and a command line together; where both speak, the command line is right.</summary>
static class WatchPlanning
{
    public static WatchPlan Plan(LannerConfiguration configuration, WatchOptions options)
    {
        var rules = configuration.Rules;
        var output = configuration.Output;
        var rendering = output.Rendering with { Json = options.Json || output.Rendering.Json };
        var captures = options.Captures;
        if (captures.Count == 0 && configuration.Engine is { Source: EventSource.Replay, CaptureFile: { } file }) captures = [file];
        return new WatchPlan
        {
            Configuration = configuration with
            {
                Rules = rules with
                {
                    Paths = options.Rules.Count > 0 ? options.Rules : rules.Paths,
                    MinimumPriority = options.MinimumPriority ?? rules.MinimumPriority,
                    Selectors = [.. rules.Selectors, .. options.Selectors],
                },
                Engine = options.BufferMiB is { } size
                    ? configuration.Engine with { BufferSizePreset = BitOperations.Log2((uint)size) + 1 } : configuration.Engine,
                WebServer = options.Listen is { } listen
                    ? configuration.WebServer with { IsEnabled = true, Address = listen.Address, Port = listen.Port, ServesMetrics = true } : configuration.WebServer,
                State = configuration.State with { SnapLength = options.SnapLength ?? configuration.State.SnapLength },
                Responses = configuration.Responses with { Mode = options.Respond ?? configuration.Responses.Mode },
                Output = output with { Rendering = rendering, Outputs = [.. output.Outputs.Select(o => Coloured(o, rendering, options.Colour))] },
            },
            SkipsMissingRules = options.Rules.Count == 0,
            Captures = captures,
            Follow = options.Follow,
            Recording = options.Recording,
            Flight = options.FlightRecorder ?? (configuration.Capture.IsEnabled ? Flight(configuration.Capture) : null),
            Rendering = rendering,
            Duration = options.Duration,
            DecidesAllHere = !options.PushDown,
            RuleCosts = options.RuleCosts,
            RuleCostInterval = options.RuleCostInterval,
        };
    }

    /// <summary>Colour is for eyes: standard output alone has it.</summary>
    static AlertOutputOptions Coloured(AlertOutputOptions output, AlertRendering rendering, ColourChoice choice)
    {
        var colour = choice switch
        {
            ColourChoice.Always => true,
            ColourChoice.Never => false,
            _ => !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        };
        return colour && output is StandardOutputOptions ? output with { Rendering = rendering with { Colour = true } } : output;
    }

    static FlightRecorderOptions Flight(CaptureSettings capture) => new()
    {
        Before = capture.Before,
        After = capture.Duration,
        MemoryBytes = capture.MemoryBytes,
        CaptureOn = capture.AllRules ? RulePriority.Debug : capture.MinimumPriority,
        Folder = capture.Folder,
        MaxTotalBytes = capture.MaxTotalBytes,
        MaxCaptureBytes = capture.MaxFileBytes,
        Compatible = capture.Compatible,
    };
}
