using System.Globalization;
using System.Net;
using System.Text;

namespace Lanner.Explore.Chisels;

/// <summary>The arguments of one chisel, by the names of its parameters.</summary>
public sealed class ChiselValues
{
    readonly Dictionary<string, string> _values;

    ChiselValues(Dictionary<string, string> values) => _values = values;

    /// <summary>The value of a parameter, or null when it was left out.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>A number that was checked, or <paramref name="missing"/>.</summary>
    public long Number(string name, long missing) => this[name] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : missing;

    /// <summary>Whether the last argument asks for no colours; sysdig's scripts know one or the other word.</summary>
    public bool DisablesColours => this["disable_color"] is "disable_color" or "disable_colors";

    /// <summary>Takes the words of one argument text: separated by blanks, kept together by single quotes or backticks.</summary>
    /// <param name="problem">When null is returned: what is wrong.</param>
    public static ChiselValues? TryParse(ChiselDefinition definition, string text, out string problem)
    {
        problem = "";
        var parameters = definition.Parameters;
        var words = parameters is [{ Kind: ChiselParameterKind.Filter }] && text.Trim().Length > 0 ? [text.Trim()] : Split(text);
        var required = parameters.Count(p => !p.IsOptional);
        if (words.Count < required)
        {
            problem = $"needs {parameters[words.Count].Name}: {parameters[words.Count].Description}";
            return null;
        }

        if (words.Count > parameters.Count)
        {
            problem = parameters.Count == 0 ? "takes no argument" : $"takes at most {parameters.Count} argument{(parameters.Count > 1 ? "s" : "")}, {words.Count} were given";
            return null;
        }

        var values = new Dictionary<string, string>();
        for (var i = 0; i < words.Count; i++)
        {
            // An early word that only the last parameter can mean.
            var parameter = parameters[i].IsOptional && words[i] is "disable_color" or "disable_colors" && parameters[^1].Name == "disable_color"
                ? parameters[^1] : parameters[i];
            if (Problem(parameter, words[i]) is { } wrong)
            {
                problem = $"{parameter.Name}: {wrong}";
                return null;
            }

            values[parameter.Name] = words[i];
        }

        return new ChiselValues(values);
    }

    static string? Problem(ChiselParameter parameter, string word) => parameter.Kind switch
    {
        ChiselParameterKind.Number when !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n > int.MaxValue =>
            $"'{word}' is not a whole number",
        ChiselParameterKind.Address when !IPAddress.TryParse(word, out _) => $"'{word}' is not an IP address",
        _ => null,
    };

    static List<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var isOpen = false;
        foreach (var character in text)
        {
            if (quote != 0 && character == quote) quote = '\0';
            else if (quote == 0 && character is '\'' or '`') (quote, isOpen) = (character, true);
            else if (quote == 0 && char.IsWhiteSpace(character))
            {
                if (isOpen) words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
            else
            {
                word.Append(character);
                isOpen = true;
            }
        }

        if (isOpen) words.Add(word.ToString());
        return words;
    }
}
