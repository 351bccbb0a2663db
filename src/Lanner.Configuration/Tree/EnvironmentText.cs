using System.Text;

namespace Lanner.Configuration;

/// <summary>
/// Puts environment variables into values: <c>${NAME}</c> becomes the variable, or nothing when there is none, and
/// <c>$${NAME}</c> the text <c>${NAME}</c>. What a variable holds is not looked at again.
/// </summary>
/// <param name="read">Gives a variable's value, or null.</param>
sealed class EnvironmentText(Func<string, string?> read)
{
    public string Expand(string text, Action<string> onMissing)
    {
        var at = text.IndexOf("${", StringComparison.Ordinal);
        if (at < 0) return text;
        var expanded = new StringBuilder(text.Length);
        var done = 0;
        while (at >= 0)
        {
            var end = text.IndexOf('}', at);
            if (end < 0) break;
            if (at > done && text[at - 1] == '$')
            {
                expanded.Append(text, done, at - 1 - done).Append(text, at, end + 1 - at);
            }
            else
            {
                var name = text[(at + 2)..end];
                // A name with '=' or a NUL can be no variable; asking for it would throw.
                var value = name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') ? null : read(name);
                if (value is null) onMissing(name);
                expanded.Append(text, done, at - done).Append(value);
            }

            done = end + 1;
            at = text.IndexOf("${", done, StringComparison.Ordinal);
        }

        return expanded.Append(text, done, text.Length - done).ToString();
    }
}
