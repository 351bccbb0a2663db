using System.Runtime.InteropServices;
using System.Text.Json;

using Lanner.Configuration;
using Lanner.Rules;

namespace Lanner.Cli.Falco;

/// <summary>What <c>falco --version</c> and <c>--support</c> print.</summary>
static class FalcoVersion
{
    /// <summary>The release whose configuration and command line are understood.</summary>
    public const string Falco = "0.44.0";

    /// <summary>The schema of events that captures are read by.</summary>
    const string Schema = "4.5.1";

    public static string Own => typeof(FalcoVersion).Assembly.GetName().Version?.ToString(3) ?? "unknown";

    static string Architecture => RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "aarch64" : "x86_64";

    public static string Write(bool json)
    {
        var engine = RuleCompatibility.EngineVersion;
        if (json)
        {
            return JsonLine.Write(to =>
            {
                to.WriteString("lanner_version", Own);
                WriteNumbers(to, engine);
            }, indented: true);
        }

        return $"""
            Lanner version: {Own} ({Architecture})
            Falco version: {Falco} (whose configuration, command line and rules are understood)
            Engine: {engine}
            Event schema: {Schema}
            """;
    }

    public static string WriteSupport(IReadOnlyList<string> words, LannerConfiguration configuration, IReadOnlyList<string> rules) => JsonLine.Write(json =>
    {
        json.WriteString("version", Own);
        JsonLine.WriteObject(json, "system_info", to =>
        {
            to.WriteString("machine", Architecture);
            to.WriteString("nodename", Environment.MachineName);
            to.WriteString("release", Kernel("osrelease"));
            to.WriteString("sysname", "Linux");
            to.WriteString("version", Kernel("version"));
            to.WriteBoolean("btf", File.Exists("/sys/kernel/btf/vmlinux"));
            to.WriteNumber("cpus", Environment.ProcessorCount);
            to.WriteNumber("page_size", Environment.SystemPageSize);
        });
        json.WriteString("cmdline", string.Join(' ', words.Prepend("falco")));
        JsonLine.WriteObject(json, "engine_info", to => WriteNumbers(to, RuleCompatibility.EngineVersion));
        json.WriteString("config", configuration.Path);
        JsonLine.WriteTexts(json, "config_files", configuration.IncludedFiles);
        JsonLine.WriteTexts(json, "rules_files", rules);
    }, indented: true);

    static void WriteNumbers(Utf8JsonWriter to, string engine)
    {
        to.WriteString("falco_version", Falco);
        to.WriteString("engine_version_semver", engine);
        // A text, as Falco has it: what reads these pages takes every version for one.
        to.WriteString("engine_version", engine.Split('.')[1]);
        to.WriteString("driver_schema_version", Schema);
    }

    static string Kernel(string name)
    {
        try
        {
            return File.ReadAllText($"/proc/sys/kernel/{name}").Trim();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            return "unknown";
        }
    }
}
