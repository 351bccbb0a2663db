using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>Adds up a field of events by keys. Allocates nothing for an event whose key is known.</summary>
sealed class TableChisel : PaintedTable
{
    readonly string _filter;
    readonly Field[] _keys;
    readonly Field? _value;
    readonly FieldText _key = new();

    /// <exception cref="ChiselException">A key is no field.</exception>
    public TableChisel(TableDeclaration declaration, ChiselSurroundings surroundings)
        : base(surroundings, declaration.Shape(surroundings.ShowContainers))
    {
        _filter = declaration.Filter;
        _keys = [.. declaration.Shape(surroundings.ShowContainers).Keys.Select(key => Known(surroundings, key.Field))];
        _value = declaration.Value == "evt.count" ? null : surroundings.Field(declaration.Value);
    }

    public override string Filter => _filter;

    public override IReadOnlyList<Field> Fields => _value is null ? _keys : [.. _keys, _value];

    public override void OnEvent(in EventContext context)
    {
        var amount = 1L;
        if (_value is not null)
        {
            var value = new FieldValue();
            if (!_value.TryGet(context, 0, ref value) || value.Number <= 0) return;
            amount = value.Number;
        }

        if (TryKey(_keys, context, _key)) Table.Add(_key.Bytes, amount);
    }

    static Field Known(ChiselSurroundings surroundings, string name)
    {
        var (field, problem) = surroundings.TryField(name);
        return field ?? throw new ChiselException(problem!);
    }
}
