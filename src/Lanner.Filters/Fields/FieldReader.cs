namespace Lanner.Filters.Fields;

/// <summary>Reads a field that has one value. A static lambda: what it needs comes with the event.</summary>
delegate bool FieldReader(in EventContext context, ref FieldValue value);

/// <summary>Reads a field that was given an argument, which was parsed when the field was made.</summary>
delegate bool FieldReader<in TArgument>(in EventContext context, TArgument argument, ref FieldValue value);

/// <summary>Reads one value of a field that has several; false behind the last one.</summary>
delegate bool ListReader(in EventContext context, int index, ref FieldValue value);

/// <summary>What the fields of the catalogue have in common.</summary>
abstract class CatalogueField : Field
{
    /// <summary>Some that are read for each event, such as the labels of a pod, need the detail as well.</summary>
    public override bool NeedsContainerDetail => Lifetime switch
    {
        Lifetime.Container => true,
        Lifetime.Event => Definition.Name.StartsWith("container.", StringComparison.Ordinal)
            || Definition.Name.StartsWith("k8s", StringComparison.Ordinal)
            || Definition.Name.StartsWith("proc.is_container_", StringComparison.Ordinal),
        _ => false,
    };
}

/// <summary>A field without argument and with one value.</summary>
sealed class SingleField(FieldReader read) : CatalogueField
{
    public override bool TryGet(in EventContext context, int index, ref FieldValue value) =>
        index == 0 && read(in context, ref value);
}

/// <summary>A field with an argument and one value.</summary>
sealed class ArgumentField<TArgument>(FieldReader<TArgument> read, TArgument argument, Lifetime lifetime) : CatalogueField
{
    public override Lifetime Lifetime => lifetime;

    /// <summary>The argument chose one of the values.</summary>
    public override bool IsList => false;

    public override bool TryGet(in EventContext context, int index, ref FieldValue value) =>
        index == 0 && read(in context, argument, ref value);
}

/// <summary>A field with several values.</summary>
sealed class ListField(ListReader read) : CatalogueField
{
    public override bool IsList => true;

    public override bool TryGet(in EventContext context, int index, ref FieldValue value) => read(in context, index, ref value);
}
