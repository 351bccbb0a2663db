using System.Globalization;
using System.Text;

namespace Lanner.Schema;

/// <summary>Writes the C# names of the event codes; the table itself is read at run time from the embedded file.</summary>
static class CSharpWriter
{
    public static IEnumerable<(string Path, string Text)> Write(IReadOnlyList<EventRow> table)
    {
        yield return ("src/Lanner.Events/Generated/EventCode.cs", EventCodes(table));
    }

    static string EventCodes(IReadOnlyList<EventRow> table)
    {
        var text = new StringBuilder("""
            // Generated from schema/events.tsv by `dotnet run --project schema/generate`; do not edit.
            namespace Lanner.Events;

            /// <summary>The event codes of the .scap format. A code that only old captures hold carries its number in its name.</summary>
            public enum EventCode : ushort
            {

            """);
        foreach (var row in table.Where(row => row.Status != "unused"))
            text.Append(CultureInfo.InvariantCulture, $"    {NameOf(row)} = {row.Code},\n");
        return text.Append("}\n").ToString();
    }

    static string NameOf(EventRow row)
    {
        var words = row.Name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
        return string.Concat(words) + (row.IsExit ? "Exit" : "Enter") + (row.IsLive ? "" : "Old" + row.Code.ToString(CultureInfo.InvariantCulture));
    }
}
