using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

using Lanner.Alerts;
using Lanner.Filters;

namespace Lanner.Explore.Printing;

/// <summary>Values of fields as JSON: numbers as numbers, truth as truth, what is missing as null, lists as arrays.</summary>
sealed class EventJsonValues(LineBuffer to) : IOutputFieldWriter
{
    bool _inList;
    bool _isFirst;

    /// <summary>Set when a value was missing; for who asks to reset.</summary>
    public bool SawMissing { get; set; }

    public void Missing(OutputField output)
    {
        SawMissing = true;
        to.Append("null"u8);
    }

    public void Text(OutputField output, ReadOnlySpan<byte> text)
    {
        Separate();
        SafeText.WriteJson(text, to);
    }

    public void Integer(OutputField output, long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, to.GetSpan(32), out var length);
        to.Advance(length);
    }

    public void Unsigned(OutputField output, ulong number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, to.GetSpan(32), out var length);
        to.Advance(length);
    }

    public void Real(OutputField output, double number)
    {
        Separate();
        if (!double.IsFinite(number))
        {
            to.Append("null"u8);
            return;
        }

        number.TryFormat(to.GetSpan(32), out var length, default, CultureInfo.InvariantCulture);
        to.Advance(length);
    }

    public void Bool(OutputField output, bool truth)
    {
        Separate();
        to.Append(truth ? "true"u8 : "false"u8);
    }

    public void BeginList(OutputField output)
    {
        to.Append("["u8);
        _inList = _isFirst = true;
    }

    public void EndList(OutputField output)
    {
        to.Append("]"u8);
        _inList = false;
    }

    void Separate()
    {
        if (!_inList) return;
        if (!_isFirst) to.Append(","u8);
        _isFirst = false;
    }
}
