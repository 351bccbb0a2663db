using System.IO.Enumeration;

namespace Lanner.RuleTests.Running;

/// <summary>A rule's name in which <c>*</c> stands for any text.</summary>
public static class NamePattern
{
    public static bool IsMatch(string pattern, string name) =>
        pattern == name || pattern.Contains('*', StringComparison.Ordinal) && FileSystemName.MatchesSimpleExpression(pattern.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), name, ignoreCase: false);

    public static bool IsMatch(IEnumerable<string> patterns, string name) => patterns.Any(pattern => IsMatch(pattern, name));
}
