using System.Globalization;

using Lanner.Alerts;
using Lanner.Explore.Printing;

namespace Lanner.Explore.Chisels;

/// <summary>One JSON object on a line of its own, built member by member.</summary>
ref struct JsonRow
{
    readonly LineBuffer _to;
    bool _isFirst;

    public JsonRow(ChiselOutput output)
    {
        _to = output.Lines;
        _isFirst = true;
        _to.Append("{"u8);
    }

    /// <summary>Text, of whatever origin.</summary>
    public void Add(scoped ReadOnlySpan<byte> name, scoped ReadOnlySpan<byte> text)
    {
        Name(name);
        SafeText.WriteJson(text, _to);
    }

    public void Add(scoped ReadOnlySpan<byte> name, string text) => Add(name, System.Text.Encoding.UTF8.GetBytes(text));

    public void Add(scoped ReadOnlySpan<byte> name, long number)
    {
        Name(name);
        Span<byte> digits = stackalloc byte[24];
        number.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        _to.Append(digits[..length]);
    }

    public void AddTime(scoped ReadOnlySpan<byte> name, ulong timeNs) => Add(name, (long)timeNs);

    public readonly void End()
    {
        _to.Append("}"u8);
        _to.EndLine();
    }

    void Name(scoped ReadOnlySpan<byte> name)
    {
        if (!_isFirst) _to.Append(","u8);
        _isFirst = false;
        SafeText.WriteJson(name, _to);
        _to.Append(":"u8);
    }
}
