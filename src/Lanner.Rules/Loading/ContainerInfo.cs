namespace Lanner.Rules.Loading;

/// <summary>
/// <c>%container.info</c> in an output. It is no field but stands for a phrase of two, as it does in Falco; many rule files use it.
/// </summary>
static class ContainerInfo
{
    const string Word = "%container.info";
    const string Phrase = "%container.name (id=%container.id)";

    /// <summary>The text with the phrase for the word. The same instance when the word is not there.</summary>
    public static string Expand(string text) => text.Replace(Word, Phrase, StringComparison.Ordinal);

    /// <summary>The offset in <paramref name="text"/> of what is at an offset of its expanded form; the word for all of a phrase.</summary>
    public static int OffsetBefore(string text, int offset)
    {
        var grown = 0;
        for (var at = text.IndexOf(Word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Word, at + Word.Length, StringComparison.Ordinal))
        {
            if (offset < at + grown) break;
            if (offset < at + grown + Phrase.Length) return at;
            grown += Phrase.Length - Word.Length;
        }

        return offset - grown;
    }
}
