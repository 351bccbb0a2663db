using System.Buffers;
using System.Buffers.Text;

namespace Lanner.Filters;

/// <summary>tolower, toupper, b64 and basename: one text to one text; for a list, each of its texts.</summary>
sealed class TextTransformer(ValueTraits traits, Transformer transformer, ValueSource inner) : ValueSource(traits)
{
    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (!inner.TryGet(context, memory, index, ref value)) return false;
        switch (transformer)
        {
            case Transformer.Basename:
                value.Text = value.Text[(value.Text.LastIndexOf((byte)'/') + 1)..];
                return true;
            case Transformer.B64:
                return TryDecode(memory, ref value);
            default:
                var text = memory.Copy(value.Text);
                foreach (ref var b in text) b = transformer == Transformer.ToLower ? Fold.Lower(b) : Fold.Upper(b);
                value.Text = text;
                return true;
        }
    }

    /// <summary>What is no Base64 has no value.</summary>
    static bool TryDecode(WorkingMemory memory, ref FieldValue value)
    {
        var decoded = memory.Take(Base64.GetMaxDecodedFromUtf8Length(value.Text.Length));
        if (Base64.DecodeFromUtf8(value.Text, decoded, out _, out var length) != OperationStatus.Done) return false;
        value.Text = decoded[..length];
        return true;
    }
}

/// <summary>len: bytes of a text, elements of a list.</summary>
sealed class LengthTransformer(ValueTraits traits, ValueSource inner) : ValueSource(traits)
{
    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (index > 0 || !inner.TryGet(context, memory, 0, ref value)) return false;
        var length = value.Text.Length;
        if (inner.IsList)
        {
            length = 1;
            while (inner.TryGet(context, memory, length, ref value)) length++;
        }

        value.Number = length;
        return true;
    }
}

/// <summary>
/// concat and join: several texts to one, cut at <see cref="FieldScratch.Limit"/> bytes. Without a value when a part has none; a
/// list among the parts counts as all its elements.
/// </summary>
sealed class JoinTransformer(ValueTraits traits, ValueSource? separator, ValueSource[] parts) : ValueSource(traits)
{
    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (index > 0) return false;
        ReadOnlySpan<byte> between = default;
        if (separator is not null)
        {
            if (!separator.TryGet(context, memory, 0, ref value)) return false;
            between = memory.Copy(value.Text);
        }

        var joined = memory.Take(FieldScratch.Limit);
        var length = 0;
        var isFirst = true;
        foreach (var part in parts)
        {
            for (var i = 0; i == 0 || part.IsList; i++)
            {
                if (!part.TryGet(context, memory, i, ref value))
                {
                    if (i == 0) return false;
                    break;
                }

                if (!isFirst) Append(between, joined, ref length);
                Append(value.Text, joined, ref length);
                isFirst = false;
            }
        }

        value.Text = joined[..length];
        return true;
    }

    static void Append(ReadOnlySpan<byte> text, Span<byte> joined, ref int length)
    {
        text = text[..Math.Min(text.Length, joined.Length - length)];
        text.CopyTo(joined[length..]);
        length += text.Length;
    }
}
