using System.CommandLine;
using System.Globalization;

namespace Lanner.Cli;

/// <summary>Options that several verbs have: the same name means the same everywhere. Each verb takes objects of its own.</summary>
static class SharedOptions
{
    public static Option<string[]> Rules() => new("--rules")
    {
        Description = "Rule file, or folder of .yaml files; repeatable, loaded in order (default: the built-in rules)",
        HelpName = "FILE|DIR",
    };

    public static Option<bool> Follow() => new("--follow")
    {
        Description = "With -r: the (last) file is still being written; go on with what is added, until Ctrl-C",
    };

    public static Option<TimeSpan?> Duration() => Seconds("--for", "End after so many seconds");

    /// <summary>A number of seconds greater than 0; null when it was not given.</summary>
    public static Option<TimeSpan?> Seconds(string name, string description) => new(name)
    {
        Description = description, HelpName = "SECONDS",
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9)
                return TimeSpan.FromSeconds(seconds);
            result.AddError($"{name}: '{text}' is not a number of seconds");
            return null;
        },
    };

    public static Option<int> SnapLength() => Number("--snaplen", "-s", "BYTES", "Bytes of read and written data that an event keeps", 80, 0, 16_384);

    public static Option<int> Buffer()
    {
        var option = Number("--buffer", null, "MIB", "Size of the ring buffer between kernel and Lanner, a power of two", 8, 1, 512);
        option.Validators.Add(result =>
        {
            if (!int.IsPow2(result.GetValue(option))) result.AddError($"--buffer: '{result.Tokens[^1].Value}' is not a power of two");
        });
        return option;
    }

    /// <summary>A whole number within limits that its description tells.</summary>
    public static Option<int> Number(string name, string? alias, string helpName, string description, int standard, int least, int most)
    {
        var option = new Option<int>(name)
        {
            Description = $"{description} ({least} to {most}, default {standard})",
            HelpName = helpName,
            DefaultValueFactory = _ => standard,
            CustomParser = result =>
            {
                var text = result.Tokens[^1].Value;
                if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
                result.AddError($"{name}: '{text}' is not a number from {least} to {most}");
                return standard;
            },
        };
        if (alias is not null) option.Aliases.Add(alias);
        return option;
    }
}
