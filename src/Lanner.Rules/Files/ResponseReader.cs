using System.Globalization;
using Lanner.Rules.Diagnostics;
using Lanner.Yaml;

namespace Lanner.Rules.Files;

/// <summary>
/// Reads <c>respond</c>, a key that only Lanner knows: a list whose entries are an action's word, or the word with settings, as in
/// <c>kill: {tree: true}</c>.
/// </summary>
sealed class ResponseReader(SourceFile file, ItemKeys rule, DiagnosticList diagnostics)
{
    public const string Key = "respond";

    /// <summary>Longest time a container may be given to end, in seconds.</summary>
    const int MaxGrace = 300;

    const int MaxNetworks = 16;

    static readonly string s_actions = string.Join(", ", RuleResponse.Words.Select(w => w.Word));

    /// <summary>Null when the key is missing or something in it is wrong, which was reported.</summary>
    public List<RuleResponse>? Read()
    {
        if (rule.Node(Key) is not { } node) return null;
        if (node is not YamlSequence list)
        {
            Fail(node, $"'{Key}' must be a list of actions, not {(node.IsNull ? "empty" : node.Kind)}", $"such as {Key}: [kill], of {s_actions}; [] for none");
            return null;
        }

        var responses = new List<RuleResponse>(list.Items.Length);
        foreach (var item in list.Items)
        {
            if (ReadOne(item) is not { } response) continue;
            if (responses.Exists(known => known.Kind == response.Kind)) Fail(item, $"the action '{RuleResponse.Word(response.Kind)}' is given twice");
            else responses.Add(response);
        }

        return responses;
    }

    RuleResponse? ReadOne(YamlNode item)
    {
        switch (item)
        {
            case YamlScalar word: return Action(word);
            case YamlMapping { Entries: [(YamlScalar word, var settings)] }:
                if (Action(word) is not { } response) return null;
                if (settings.IsNull) return response;
                if (settings is YamlMapping mapping) return ReadSettings(response, mapping);
                Fail(settings, $"the settings of '{word.Text}' must be a mapping, not {settings.Kind}");
                return null;
            default:
                Fail(item, $"an action must be a word, or one word with settings, not {item.Kind}", "such as - kill, or - kill: {tree: true}");
                return null;
        }
    }

    RuleResponse? Action(YamlScalar word)
    {
        foreach (var (known, kind) in RuleResponse.Words)
        {
            if (known == word.Text) return new RuleResponse(kind);
        }

        var near = NearestWord.Of(word.Text, RuleResponse.Words.Select(w => w.Word));
        Fail(word, $"'{ItemKeys.Shorten(word.Text)}' is no action", near is null ? $"one of {s_actions}" : $"did you mean '{near}'?");
        return null;
    }

    RuleResponse? ReadSettings(RuleResponse response, YamlMapping settings)
    {
        var keys = new ItemKeys(file, settings, rule.Path.Into(ItemTypes.ValueFor, Key, settings), diagnostics);
        switch (response.Kind)
        {
            case ResponseKind.Kill: response = response with { Tree = keys.Bool("tree") ?? false }; break;
            case ResponseKind.Stop: response = response with { Grace = ReadGrace(keys) }; break;
            case ResponseKind.Disconnect: response = response with { Networks = ReadNetworks(keys) }; break;
        }

        keys.WarnUnknown();
        if (keys.HasErrors) rule.Fail();
        return keys.HasErrors ? null : response;
    }

    static TimeSpan ReadGrace(ItemKeys keys)
    {
        if (keys.Optional("grace") is not { } text) return RuleResponse.StandardGrace;
        if (int.TryParse(text.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= MaxGrace) return TimeSpan.FromSeconds(seconds);
        keys.Fail(keys.PathOf("grace", keys.Node("grace")!), $"'grace' must be whole seconds from 0 to {MaxGrace}, not '{ItemKeys.Shorten(text.Text)}'", code: LoadCode.ErrExtension);
        return RuleResponse.StandardGrace;
    }

    static string[] ReadNetworks(ItemKeys keys)
    {
        var names = keys.Texts("networks")?.ConvertAll(text => text.Text) ?? [];
        if (keys.Has("networks") && !keys.HasErrors && (names.Count is 0 or > MaxNetworks || names.Exists(string.IsNullOrWhiteSpace)))
            keys.Fail(keys.PathOf("networks", keys.Node("networks")!), $"'networks' must be 1 to {MaxNetworks} names", "leave it out for all networks", LoadCode.ErrExtension);
        return [.. names];
    }

    void Fail(YamlNode at, string message, string? hint = null) => rule.Fail(rule.PathOf(Key, at), message, hint, LoadCode.ErrExtension);
}
