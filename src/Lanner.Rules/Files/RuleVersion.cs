using System.Globalization;

namespace Lanner.Rules.Files;

/// <summary>A version of three numbers, as rule files require them.</summary>
public readonly record struct RuleVersion(int Major, int Minor, int Patch) : IComparable<RuleVersion>
{
    /// <summary>Reads <c>x.y.z</c>, with a pre-release or build part left out of account.</summary>
    public static bool TryParse(string text, out RuleVersion version)
    {
        version = default;
        var end = text.AsSpan().IndexOfAny('-', '+');
        var parts = (end < 0 ? text : text[..end]).Split('.');
        if (parts.Length != 3 || !TryNumber(parts[0], out var major) || !TryNumber(parts[1], out var minor)
            || !TryNumber(parts[2], out var patch))
            return false;
        version = new RuleVersion(major, minor, patch);
        return true;
    }

    /// <summary>Same major, and not older than <paramref name="required"/>.</summary>
    public bool IsCompatibleWith(RuleVersion required) => Major == required.Major && CompareTo(required) >= 0;

    public int CompareTo(RuleVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    public static bool operator <(RuleVersion left, RuleVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(RuleVersion left, RuleVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(RuleVersion left, RuleVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RuleVersion left, RuleVersion right) => left.CompareTo(right) >= 0;

    internal static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
