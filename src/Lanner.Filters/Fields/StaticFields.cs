namespace Lanner.Filters.Fields;

/// <summary>Fields that the configuration makes up: <c>static.NAME</c>, the same for every event.</summary>
public static class StaticFields
{
    /// <param name="values">Names without <c>static.</c>, each once, with their values.</param>
    public static IEnumerable<FieldDefinition> Define(IEnumerable<KeyValuePair<string, string>> values) => values.Select(pair =>
    {
        var value = System.Text.Encoding.UTF8.GetBytes(pair.Value);
        return Fields.Define.One("static." + pair.Key, FieldType.Text, Lifetime.Constant, "A value of the configuration.",
            (in context, ref field) => field.Set(value));
    });
}
