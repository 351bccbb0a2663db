using System.Collections.Concurrent;
using System.Globalization;

namespace Lanner.Filters;

/// <summary>What resolving a field's name gave: the field, or what is wrong.</summary>
public readonly record struct FieldResolution(Field? Field, string Code, string Message, string? Hint);

/// <summary>
/// All known fields by name. Resolves names with their arguments: the whole name first, else the longest definition that takes
/// the rest behind a point as its argument. A field is made once for each argument. Safe for several threads.
/// </summary>
public sealed class FieldCatalogue
{
    /// <summary>Fields kept for reuse; more (a rule set with endless arguments) are made anew each time.</summary>
    const int CacheLimit = 10_000;

    readonly Dictionary<string, FieldDefinition> _definitions = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<(string Name, string? Argument), Field> _fields = new();
    readonly FieldCatalogue? _base;
    readonly RecalledFields? _recalled;

    /// <exception cref="ArgumentException">Two definitions have the same name.</exception>
    public FieldCatalogue(IEnumerable<FieldDefinition> definitions)
    {
        foreach (var definition in definitions) _definitions.Add(definition.Name, definition);
    }

    FieldCatalogue(FieldCatalogue catalogue, RecalledFields recalled)
    {
        _definitions = catalogue._definitions;
        _fields = catalogue._fields;
        _base = catalogue;
        _recalled = recalled;
    }

    public IReadOnlyCollection<FieldDefinition> Definitions => _definitions.Values;

    /// <summary>There is a definition of exactly this name.</summary>
    public bool IsDefined(string name) => _definitions.ContainsKey(name);

    /// <summary>The definition of exactly this name takes an argument in brackets.</summary>
    public bool TakesBrackets(string name) =>
        _definitions.TryGetValue(name, out var definition) ? (definition.Argument & (FieldArgument.Index | FieldArgument.Key)) != 0
            : _recalled?.TakesBrackets(_base!, name) ?? false;

    /// <summary>The same catalogue with what the output of one rule can print beside it.</summary>
    public FieldCatalogue With(RecalledFields recalled) => new(this, recalled);

    /// <summary>Finds the field of a reference.</summary>
    public FieldResolution Resolve(FieldReference reference) => Resolve(reference.Name, reference.Argument);

    /// <summary>Finds a field by what stands before and in its square brackets.</summary>
    public FieldResolution Resolve(string name, string? argument)
    {
        if (_fields.TryGetValue((name, argument), out var known)) return new FieldResolution(known, "", "", null);
        if (_definitions.TryGetValue(name, out var definition)) return Make(definition, name, argument, argument);
        if (_recalled?.Resolve(_base!, name, argument) is { } recalled) return recalled;
        for (var point = name.LastIndexOf('.'); point > 0; point = name.LastIndexOf('.', point - 1))
        {
            if (!_definitions.TryGetValue(name[..point], out definition) || (definition.Argument & FieldArgument.Dotted) == 0) continue;
            if (argument is null) return Make(definition, name, null, name[(point + 1)..]);
            return Wrong($"{definition.Name} takes its argument behind a point or in brackets, not both");
        }

        return new FieldResolution(null, DiagnosticCodes.UnknownField, $"there is no field {name}", Suggestion.Hint(name, _definitions.Keys));
    }

    /// <summary>
    /// Finds the field that a text begins with, where no blank ends it: the longest beginning of <paramref name="name"/> that is a
    /// field and stops before a point, dash or slash (an output text such as <c>%proc.name.</c> ends a sentence).
    /// </summary>
    public (FieldResolution Resolution, int Length) ResolveBeginning(string name)
    {
        var whole = Resolve(name, null);
        if (whole.Field is not null) return (whole, name.Length);
        for (var end = name.Length - 1; end > 0; end--)
        {
            if (CharacterClass.IsWord(name[end])) continue;
            var part = Resolve(name[..end], null);
            if (part.Field is not null || part.Code != DiagnosticCodes.UnknownField) return (part, end);
        }

        return (whole, name.Length);
    }

    FieldResolution Make(FieldDefinition definition, string name, string? bracketed, string? argument)
    {
        if (Problem(definition, bracketed, argument) is { } problem) return Wrong(problem);
        var (field, refusal) = definition.Create(argument);
        if (field is null) return Wrong(refusal ?? $"{definition.Name} does not take this argument");
        if (_fields.Count < CacheLimit) field = _fields.GetOrAdd((name, bracketed), field);
        return new FieldResolution(field, "", "", null);
    }

    static string? Problem(FieldDefinition definition, string? bracketed, string? argument)
    {
        var forms = definition.Argument;
        if (argument is null)
        {
            return (forms & FieldArgument.Optional) != 0 || forms == FieldArgument.None
                ? null
                : $"{definition.Name} needs an argument: {Forms(definition)}";
        }

        if (bracketed is null || (forms & FieldArgument.Key) != 0) return null;
        if ((forms & FieldArgument.Index) == 0)
        {
            return (forms & FieldArgument.Dotted) != 0
                ? $"{definition.Name} takes its argument behind a point: {Forms(definition)}"
                : $"{definition.Name} takes no argument";
        }

        return ulong.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out _)
            ? null
            : $"the argument of {definition.Name} is a number from 0, not {argument}";
    }

    static string Forms(FieldDefinition definition)
    {
        var forms = new List<string>();
        if ((definition.Argument & FieldArgument.Index) != 0) forms.Add($"{definition.Name}[0]");
        if ((definition.Argument & FieldArgument.Key) != 0) forms.Add($"{definition.Name}[key]");
        if ((definition.Argument & FieldArgument.Dotted) != 0) forms.Add($"{definition.Name}.name");
        return string.Join(" or ", forms);
    }

    static FieldResolution Wrong(string message) => new(null, DiagnosticCodes.BadArgument, message, null);
}
