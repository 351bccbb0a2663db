using System.Globalization;

using Lanner.Alerts;

namespace Lanner.Explore.Chisels;

/// <summary>
/// Prints what a table holds: on a terminal over the one before, else as a block behind it, as JSON as one object a line with the time
/// (<c>ts</c>, nanoseconds as text), the rows (<c>data</c>: parts of the key, then the value) and what the columns are (<c>info</c>).
/// </summary>
sealed class TablePrinter(TableShape shape, ChiselOutput output)
{
    const int Width = 20;

    /// <summary>Between the parts of a key; no name has it.</summary>
    public static ReadOnlySpan<byte> Separator => "\x01\x01"u8;

    static ReadOnlySpan<byte> Rule => "--------------------------------------------------------------------------------"u8;

    public void Print(KeyTable table, ChiselMoment moment)
    {
        if (output.Json) PrintJson(table, moment);
        else PrintText(table, moment);
    }

    void PrintText(KeyTable table, ChiselMoment moment)
    {
        output.AddColumn(shape.ValueTitle, Width);
        foreach (var column in shape.Keys) output.AddColumn(column.Title, Width);
        output.EndLine();
        output.Add(Rule).EndLine();
        foreach (var row in table.Top(shape.Top))
        {
            output.AddColumn(Units.Format(shape.Unit, table.Sum(row), moment.SpanNs), Width);
            var rest = table.Key(row);
            while (TryTake(ref rest, out var part)) output.AddColumn(part, Width);
            output.AddForeign(rest).EndLine();
        }

        if (table.Refused > 0)
            output.Add($"({Units.Format(shape.Unit, table.RefusedSum, moment.SpanNs)} of more keys than are kept, {KeyTable.MaxKeys}, are in no row)").EndLine();
    }

    void PrintJson(KeyTable table, ChiselMoment moment)
    {
        var to = output.Lines;
        output.Add("{\"ts\":\"").Add(moment.NowNs.ToString(CultureInfo.InvariantCulture)).Add("\",\"data\":["u8);
        var isFirst = true;
        foreach (var row in table.Top(shape.Top))
        {
            output.Add(isFirst ? "["u8 : ",["u8);
            isFirst = false;
            var rest = table.Key(row);
            while (TryTake(ref rest, out var part))
            {
                SafeText.WriteJson(part, to);
                output.Add(","u8);
            }

            SafeText.WriteJson(rest, to);
            output.Add(",").Add(Number(table.Sum(row), moment.SpanNs)).Add("]"u8);
        }

        output.Add("],\"info\":["u8);
        foreach (var column in shape.Keys)
        {
            Legend(column.Field, column.Title, isKey: true);
            output.Add(","u8);
        }

        Legend(shape.Value, shape.ValueTitle, isKey: false);
        output.Add("]"u8);
        if (table.Refused > 0) output.Add(",\"refused\":").Add(Number(table.RefusedSum, moment.SpanNs));
        output.Add("}"u8);
        to.EndLine();
    }

    void Legend(string name, string title, bool isKey)
    {
        output.Add("{\"name\":"u8);
        SafeText.WriteJson(System.Text.Encoding.UTF8.GetBytes(name), output.Lines);
        output.Add(",\"desc\":"u8);
        SafeText.WriteJson(System.Text.Encoding.UTF8.GetBytes(title), output.Lines);
        output.Add(isKey ? ",\"is_key\":true}"u8 : ",\"is_key\":false}"u8);
    }

    /// <summary>Percentages as what they mean, other values as they are: bytes, nanoseconds, counts.</summary>
    string Number(long value, ulong spanNs) => shape.Unit != Unit.TimePercent ? value.ToString(CultureInfo.InvariantCulture)
        : spanNs == 0 ? "0" : ((double)value / spanNs * 100).ToString("0.00", CultureInfo.InvariantCulture);

    static bool TryTake(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        var end = rest.IndexOf(Separator);
        part = end < 0 ? default : rest[..end];
        if (end >= 0) rest = rest[(end + Separator.Length)..];
        return end >= 0;
    }
}
