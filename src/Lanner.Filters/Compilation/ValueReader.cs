using System.Globalization;
using Lanner.State;

namespace Lanner.Filters;

/// <summary>Reads written values as the type of the field they are compared with.</summary>
sealed class ValueReader(DiagnosticSink sink)
{
    /// <summary>Values as numbers; null with a diagnostic for each that is none.</summary>
    public long[]? Numbers(ValueSource source, IReadOnlyList<ValueText> values) => All(values, value =>
    {
        long number;
        var ok = source.Type switch
        {
            FieldType.Bool => TryBool(value.Text, out number),
            FieldType.Port => TryWhole(value.Text, false, out number) && number <= ushort.MaxValue || TryService(value.Text, out number),
            FieldType.Unsigned or FieldType.AbsoluteTime => TryWhole(value.Text, false, out number),
            _ => TryWhole(value.Text, true, out number),
        };
        return ok ? number : Refuse<long>(source, value);
    });

    public double[]? Reals(ValueSource source, IReadOnlyList<ValueText> values) => All(values, value =>
        double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : Refuse<double>(source, value));

    public IpNetwork[]? Networks(ValueSource source, IReadOnlyList<ValueText> values) => All(values, value =>
        IpNetwork.TryParse(value.Text, out var network) ? network : Refuse<IpNetwork>(source, value));

    /// <summary>Values as bytes; a text holds no zero.</summary>
    public byte[][]? Texts(ValueSource source, IReadOnlyList<ValueText> values)
    {
        foreach (var value in values)
        {
            if (source.Type == FieldType.Text && value.Bytes.Span.Contains((byte)0))
                return sink.Error<byte[][]>(DiagnosticCodes.WrongValue, value.Span, "a text contains no zero byte");
        }

        return [.. values.Select(value => value.Bytes.ToArray())];
    }

    /// <summary>Hexadecimal digits as bytes.</summary>
    public byte[][]? HexBytes(IReadOnlyList<ValueText> values)
    {
        var all = new byte[values.Count][];
        for (var i = 0; i < all.Length; i++)
        {
            try
            {
                all[i] = Convert.FromHexString(values[i].Text);
            }
            catch (FormatException)
            {
                return sink.Error<byte[][]>(DiagnosticCodes.WrongValue, values[i].Span,
                    $"'{values[i].Text}' is not an even number of hexadecimal digits", "write bytes as in cafe00");
            }
        }

        return all;
    }

    static T[]? All<T>(IReadOnlyList<ValueText> values, Func<ValueText, T?> read) where T : struct
    {
        var all = new T[values.Count];
        var failed = false;
        for (var i = 0; i < all.Length; i++)
        {
            if (read(values[i]) is { } value) all[i] = value;
            else failed = true;
        }

        return failed ? null : all;
    }

    T? Refuse<T>(ValueSource source, ValueText value) where T : struct
    {
        sink.Error<string>(DiagnosticCodes.WrongValue, value.Span,
            $"'{value.Text}' is no value for {source.Text}, which is {OperatorRules.Describe(source)}", Example(source.Type));
        return null;
    }

    static string? Example(FieldType type) => type switch
    {
        FieldType.Port => "write a number up to 65535 or a service such as https",
        FieldType.IpAddress => "write it as in 10.0.0.1 or ::1",
        FieldType.IpNetwork => "write it as in 10.0.0.0/8",
        _ => null,
    };

    static bool TryBool(string text, out long number)
    {
        number = text is "true" or "1" ? 1 : 0;
        return text is "true" or "false" or "0" or "1";
    }

    static bool TryService(string text, out long number)
    {
        var found = ServiceNames.TryGetPort(text, out var port);
        number = port;
        return found;
    }

    static bool TryWhole(string text, bool isSigned, out long number)
    {
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);
        if (isSigned) return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        var ok = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unsigned);
        number = unchecked((long)unsigned);
        return ok;
    }
}
