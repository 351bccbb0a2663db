using System.Text;

namespace Lanner.RuleTests.Reading;

/// <summary>A command line as its words.</summary>
static class CommandLine
{
    /// <summary>Blanks part words; what stands in single or double quotes is one, without the quotes. Nothing else has a meaning.</summary>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var isWord = false;
        foreach (var c in text)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                isWord = true;
            }
            else if (c is ' ' or '\t' or '\n')
            {
                if (isWord) words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(c);
                isWord = true;
            }
        }

        if (isWord) words.Add(word.ToString());
        return words;
    }
}
