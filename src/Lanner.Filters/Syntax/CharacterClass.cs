namespace Lanner.Filters;

/// <summary>Which characters belong to which word of the language.</summary>
static class CharacterClass
{
    public static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r' or '\b';

    public static bool IsLetter(char c) => char.IsAsciiLetter(c);

    /// <summary>Inside a macro's name, an operator's word or the first part of a field's name.</summary>
    public static bool IsWord(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    /// <summary>Inside a field's name after its first point: label keys contain dashes and slashes.</summary>
    public static bool IsFieldTail(char c) => IsWord(c) || c is '.' or '-' or '/';

    /// <summary>Inside a value without quotes.</summary>
    public static bool IsBare(char c) => !IsBlank(c) && c is not ('(' or ')' or '"' or '\'' or '=' or ',');

    /// <summary>Inside a field's argument without quotes.</summary>
    public static bool IsArgument(char c) => !IsBlank(c) && c is not ('[' or ']' or '"' or '\'');
}
