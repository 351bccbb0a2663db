using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>
/// A chisel whose result is one table: live it is printed each second, and begins anew each time; of a capture it is printed at the end.
/// </summary>
abstract class PaintedTable : Chisel
{
    const ulong Second = 1_000_000_000;

    readonly TablePrinter _printer;

    protected PaintedTable(ChiselSurroundings surroundings, TableShape shape)
        : base(surroundings) => _printer = new TablePrinter(shape, Output);

    protected KeyTable Table { get; } = new();

    public override ulong IntervalNs => Surroundings.IsLive ? Second : 0;

    public override void OnInterval(ChiselMoment moment)
    {
        Output.ClearScreen();
        Print(moment);
    }

    public override void OnEnd(ChiselMoment moment)
    {
        // What was shown last stays on the screen: the rest of a second would be compared with whole ones.
        if (!Surroundings.IsLive) Print(moment);
    }

    /// <summary>Fills the table from what was gathered otherwise, where there is such.</summary>
    protected virtual void Gather()
    {
    }

    /// <summary>The key that the fields make, in <paramref name="key"/>; false when one of them is missing.</summary>
    protected static bool TryKey(Field[] fields, in EventContext context, FieldText key)
    {
        key.Clear();
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) key.Append(TablePrinter.Separator);
            if (!key.Append(fields[i], context)) return false;
        }

        return true;
    }

    void Print(ChiselMoment moment)
    {
        Gather();
        _printer.Print(Table, moment);
        Table.Clear();
    }
}
