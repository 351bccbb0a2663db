using System.Globalization;

namespace Lanner.Filters.Fields;

/// <summary>Makes catalogue entries; the families below it read like tables because of it.</summary>
static class Define
{
    /// <summary>A field with one value and without argument.</summary>
    public static FieldDefinition One(string name, FieldType type, Lifetime lifetime, string description, FieldReader read,
        string? deprecated = null, bool outputOnly = false)
    {
        FieldDefinition definition = null!;
        definition = new FieldDefinition
        {
            Name = name,
            Type = type,
            Lifetime = lifetime,
            Description = description,
            Deprecated = deprecated,
            OutputOnly = outputOnly,
            Create = argument => argument is null
                ? (new SingleField(read) { Definition = definition, Text = name }, null)
                : (null, NoArgument(name)),
        };
        return definition;
    }

    /// <summary>A field with several values and without argument.</summary>
    public static FieldDefinition List(string name, FieldType type, Lifetime lifetime, string description, ListReader read,
        ListKind kind = ListKind.List)
    {
        FieldDefinition definition = null!;
        definition = new FieldDefinition
        {
            Name = name,
            Type = type,
            Lifetime = lifetime,
            Description = description,
            IsList = true,
            ListKind = kind,
            Create = argument => argument is null
                ? (new ListField(read) { Definition = definition, Text = name }, null)
                : (null, NoArgument(name)),
        };
        return definition;
    }

    /// <summary>A field whose argument needs thought: <paramref name="create"/> does it.</summary>
    public static FieldDefinition Custom(string name, FieldType type, Lifetime lifetime, FieldArgument argument, string description,
        Func<FieldDefinition, string?, (Field? Field, string? Problem)> create, ListKind? list = null,
        string? deprecated = null)
    {
        FieldDefinition definition = null!;
        definition = new FieldDefinition
        {
            Name = name,
            Type = type,
            Lifetime = lifetime,
            Argument = argument,
            IsList = list is not null,
            ListKind = list ?? default,
            Description = description,
            Deprecated = deprecated,
            Create = text => text is null && (argument & FieldArgument.Optional) == 0
                ? (null, $"{name} needs an argument: {Forms(name, argument)}")
                : create(definition, text),
        };
        return definition;
    }

    /// <summary>
    /// A field with a key, <c>name[key]</c> or <c>name.key</c>; without the key its <paramref name="whole"/> if it has one.
    /// </summary>
    public static FieldDefinition Keyed(string name, FieldType type, Lifetime lifetime, FieldArgument argument, string description,
        FieldReader<byte[]> read, FieldReader? whole = null, string? deprecated = null) =>
        Custom(name, type, lifetime, argument, description, (definition, text) =>
        {
            if (text is null) return (new SingleField(whole!) { Definition = definition, Text = name }, null);
            if (text.Length == 0) return (null, $"{name} needs a name between the brackets");
            var key = System.Text.Encoding.UTF8.GetBytes(text);
            return Make(definition, Canonical(definition, text), key, read);
        }, deprecated: deprecated);

    /// <summary>A field with a number, <c>name[3]</c>; without it its <paramref name="whole"/> if it has one.</summary>
    public static FieldDefinition Indexed(string name, FieldType type, Lifetime lifetime, string description,
        FieldReader<int> read, FieldReader? whole = null) =>
        Custom(name, type, lifetime, whole is null ? FieldArgument.Index : FieldArgument.Index | FieldArgument.Optional, description,
            (definition, text) =>
            {
                if (text is null) return (new SingleField(whole!) { Definition = definition, Text = name }, null);
                if (!TryIndex(text, out var index)) return (null, NotAnIndex(name, text));
                return Make(definition, $"{name}[{index}]", index, read);
            });

    /// <summary>The field for an argument.</summary>
    /// <param name="text">The field with its argument as rules write it.</param>
    /// <param name="lifetime">Where the argument changes it; else the definition's.</param>
    public static (Field? Field, string? Problem) Make<TArgument>(
        FieldDefinition definition, string text, TArgument argument, FieldReader<TArgument> read, Lifetime? lifetime = null) =>
        (new ArgumentField<TArgument>(read, argument, lifetime ?? definition.Lifetime) { Definition = definition, Text = text }, null);

    /// <summary>A number from 0 that a list could have as its index.</summary>
    public static bool TryIndex(string text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= 65_535;

    public static string NotAnIndex(string name, string text) => $"{name}[{text}]: between the brackets goes a number from 0 to 65535";

    /// <summary>
    /// The field's text with its argument: with a dot where the field takes one and the argument is a word, else in brackets.
    /// </summary>
    public static string Canonical(FieldDefinition definition, string text) =>
        (definition.Argument & FieldArgument.Dotted) != 0 && !TryIndex(text, out _)
            ? $"{definition.Name}.{text}"
            : $"{definition.Name}[{text}]";

    static string NoArgument(string name) => $"{name} takes no argument";

    static string Forms(string name, FieldArgument argument)
    {
        var forms = new List<string>(3);
        if ((argument & FieldArgument.Dotted) != 0) forms.Add($"{name}.NAME");
        if ((argument & FieldArgument.Index) != 0) forms.Add($"{name}[0]");
        if ((argument & FieldArgument.Key) != 0) forms.Add($"{name}[NAME]");
        return string.Join(" or ", forms);
    }
}
