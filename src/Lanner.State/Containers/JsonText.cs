using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Lanner.State.Containers;

/// <summary>
/// Reads from an engine's answer what may be missing or of another kind than expected: both read as empty. Text and
/// lists are cut to a length, so that one container cannot take the agent's memory.
/// </summary>
public static class JsonText
{
    /// <summary>Longest text kept, in bytes. A label with more is cut there.</summary>
    public const int MaxBytes = 4096;

    /// <summary>Longest list kept.</summary>
    public const int MaxItems = 256;

    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static byte[] Bytes(this JsonElement element, string name) => element.Get(name).Bytes();

    public static byte[] Bytes(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? Cut(element.GetString()!) : [];

    public static string Text(this JsonElement element, string name)
    {
        var value = element.Get(name);
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    public static bool True(this JsonElement element, string name) => element.Get(name).ValueKind == JsonValueKind.True;

    public static long Number(this JsonElement element, string name)
    {
        var value = element.Get(name);
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : 0;
    }

    /// <summary>A moment as RFC 3339 text, in nanoseconds since the epoch; 0 when missing or before it.</summary>
    public static ulong TimeNs(this JsonElement element, string name)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTime.TryParse(element.Text(name), CultureInfo.InvariantCulture, utc, out var time) && time > DateTime.UnixEpoch
            ? (ulong)(time - DateTime.UnixEpoch).Ticks * 100
            : 0;
    }

    /// <summary>The text items of a list.</summary>
    public static byte[][] List(this JsonElement element, string name)
    {
        var value = element.Get(name);
        return value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Take(MaxItems).Select(Bytes)]
            : [];
    }

    public static IEnumerable<JsonElement> Items(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().Take(MaxItems) : [];

    public static IEnumerable<JsonProperty> Properties(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Take(MaxItems) : [];

    public static byte[] Cut(string text)
    {
        if (text.Length > MaxBytes)
            text = text[..MaxBytes];
        return Cut(Encoding.UTF8.GetBytes(text));
    }

    public static byte[] Cut(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxBytes)
            return text.ToArray();
        var end = MaxBytes;
        // Not in the middle of a character.
        while (end > 0 && (text[end] & 0xc0) == 0x80)
            end--;
        return text[..end].ToArray();
    }
}
