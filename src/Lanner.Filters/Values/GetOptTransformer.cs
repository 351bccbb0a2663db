namespace Lanner.Filters;

/// <summary>
/// getopt: short options among arguments, as the C function reads them. Arguments are the elements of a list, or the words of one
/// text. Without a letter it is the list of the options found; with one, the value of the last such option (empty for an option
/// that takes none). Reading ends at <c>--</c> or the first word that is no option.
/// </summary>
sealed class GetOptTransformer(ValueTraits traits, ValueSource arguments, byte[] options, byte? wanted) : ValueSource(traits)
{
    public override bool TryGet(in EventContext context, WorkingMemory memory, int index, ref FieldValue value)
    {
        if (wanted is not null && index > 0 || !arguments.TryGet(context, memory, 0, ref value)) return false;
        var separator = arguments.IsList ? (byte)0 : (byte)' ';
        ReadOnlySpan<byte> words = value.Text;
        if (arguments.IsList)
        {
            var joined = memory.Take(FieldScratch.Limit);
            words = joined[..JoinElements(context, memory, joined, ref value)];
        }

        var found = 0;
        var has = false;
        while (TryTakeWord(ref words, separator, out var word) && word.Length > 1 && word[0] == '-' && !word.SequenceEqual("--"u8))
        {
            for (var at = 1; at < word.Length; at++)
            {
                var known = word[at] == ':' ? -1 : options.AsSpan().IndexOf(word[at]);
                if (known < 0) continue;
                ReadOnlySpan<byte> argument = default;
                var takesArgument = known + 1 < options.Length && options[known + 1] == ':';
                if (takesArgument)
                {
                    argument = word[(at + 1)..];
                    if (argument.IsEmpty && !TryTakeWord(ref words, separator, out argument)) return has;
                }

                if (wanted is null && found++ == index)
                {
                    value.Text = word.Slice(at, 1);
                    return true;
                }

                if (wanted == word[at])
                {
                    value.Text = argument;
                    has = true;
                }

                if (takesArgument) break;
            }
        }

        return has;
    }

    /// <summary>The elements with a zero behind each: a copy, since reading one element ends the life of the last.</summary>
    int JoinElements(in EventContext context, WorkingMemory memory, Span<byte> joined, ref FieldValue value)
    {
        var length = 0;
        for (var i = 0; arguments.TryGet(context, memory, i, ref value) && length + value.Text.Length < joined.Length; i++)
        {
            value.Text.CopyTo(joined[length..]);
            length += value.Text.Length;
            joined[length++] = 0;
        }

        return length;
    }

    static bool TryTakeWord(scoped ref ReadOnlySpan<byte> words, byte separator, out ReadOnlySpan<byte> word)
    {
        if (separator == ' ') words = words.TrimStart(separator);
        word = default;
        if (words.IsEmpty) return false;
        var end = words.IndexOf(separator);
        word = end < 0 ? words : words[..end];
        words = end < 0 ? default : words[(end + 1)..];
        return true;
    }
}
