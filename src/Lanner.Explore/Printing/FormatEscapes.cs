using System.Text;

namespace Lanner.Explore.Printing;

/// <summary>
/// The escapes of a format that comes from a command line, where a shell would not make them: <c>\n</c>, <c>\t</c>, <c>\e</c> and
/// <c>\\</c>. Any other backslash stands for itself.
/// </summary>
static class FormatEscapes
{
    /// <summary>The text with escapes resolved, and for each of its characters (and its end) the place in <paramref name="format"/>.</summary>
    public static (string Text, int[] Places) Resolve(string format)
    {
        var text = new StringBuilder(format.Length);
        var places = new List<int>(format.Length + 1);
        for (var i = 0; i < format.Length; i++)
        {
            places.Add(i);
            if (format[i] == '\\' && i + 1 < format.Length && Escaped(format[i + 1]) is var character and not '\0')
            {
                text.Append(character);
                i++;
            }
            else
            {
                text.Append(format[i]);
            }
        }

        places.Add(format.Length);
        return (text.ToString(), [.. places]);
    }

    static char Escaped(char letter) => letter switch
    {
        'n' => '\n',
        't' => '\t',
        'e' => '\e',
        '\\' => '\\',
        _ => '\0',
    };
}
