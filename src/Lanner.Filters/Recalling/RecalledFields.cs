using static Lanner.Filters.FieldType;

namespace Lanner.Filters;

/// <summary>
/// The fields that the output of one rule has beside the catalogue's: <c>after.NAME.FIELD</c>, a field of the event that was the
/// earlier step of that name; <c>count.times</c> and <c>count.first_time</c>. Notes which fields must be kept of each step.
/// </summary>
public sealed class RecalledFields
{
    const string Prefix = "after.";

    static readonly Field s_times = Count("count.times", Unsigned, "How many events made the alert.", static r => r.Times);

    static readonly Field s_firstTime =
        Count("count.first_time", AbsoluteTime, "Time of the first of them in nanoseconds since 1970.", static r => (long)r.FirstTimeNs);

    readonly string[] _steps;
    readonly List<Field>[] _kept;

    /// <param name="steps">Names of the earlier steps, in order.</param>
    public RecalledFields(IEnumerable<string> steps)
    {
        _steps = [.. steps];
        _kept = [.. _steps.Select(_ => new List<Field>())];
    }

    /// <summary>The fields of each step whose values an output names, each once; a recalled value is found by its place here.</summary>
    public IReadOnlyList<IReadOnlyList<Field>> Kept => _kept;

    /// <summary>The field; null when the name is none of these.</summary>
    internal FieldResolution? Resolve(FieldCatalogue catalogue, string name, string? argument)
    {
        if (argument is null && name == s_times.Text) return new FieldResolution(s_times, "", "", null);
        if (argument is null && name == s_firstTime.Text) return new FieldResolution(s_firstTime, "", "", null);
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        if (Split(name) is not var (step, rest))
        {
            var steps = _steps.Select(known => $"{Prefix}{known}.").ToArray();
            return new FieldResolution(null, DiagnosticCodes.UnknownField, $"there is no earlier step for {name}",
                steps.Length == 0 ? "the rule has no key 'after'" : $"a field behind {string.Join(" or ", steps)}");
        }

        var inner = catalogue.Resolve(rest, argument);
        if (inner.Field is not { } field) return inner;
        if (field.IsList)
            return new FieldResolution(null, DiagnosticCodes.BadArgument, $"{field.Text} stands for several values, and one value is kept of an earlier step", null);
        return new FieldResolution(Recall(field, step), "", "", null);
    }

    internal bool TakesBrackets(FieldCatalogue catalogue, string name) => Split(name) is var (_, rest) && catalogue.TakesBrackets(rest);

    RecalledField Recall(Field field, int step)
    {
        var slot = _kept[step].FindIndex(kept => kept.Text == field.Text);
        if (slot < 0)
        {
            slot = _kept[step].Count;
            _kept[step].Add(field);
        }

        var name = $"{Prefix}{_steps[step]}.";
        return new RecalledField(field, step, slot) { Definition = field.Definition with { Name = name + field.Definition.Name }, Text = name + field.Text };
    }

    /// <summary>The step's position and the field's name behind it.</summary>
    (int Step, string Field)? Split(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var point = name.IndexOf('.', Prefix.Length);
        var step = point < 0 ? -1 : Array.IndexOf(_steps, name[Prefix.Length..point]);
        return step < 0 ? null : (step, name[(point + 1)..]);
    }

    static CountField Count(string name, FieldType type, string description, Func<Recollection, long> read)
    {
        CountField? field = null;
        var definition = new FieldDefinition
        {
            Name = name, Type = type, Lifetime = Lifetime.Event, Description = description, OutputOnly = true, Create = _ => (field, null),
        };
        return field = new CountField(read) { Definition = definition, Text = name };
    }
}
