namespace Lanner.State.Containers;

/// <summary>
/// The parts of an image's name, <c>REPOSITORY[:TAG][@DIGEST]</c>. Spans into the text given. A colon belongs to the tag
/// only after the last slash; before it, it is a registry's port.
/// </summary>
public readonly ref struct ImageReference
{
    public ReadOnlySpan<byte> Repository { get; private init; }

    public ReadOnlySpan<byte> Tag { get; private init; }

    public ReadOnlySpan<byte> Digest { get; private init; }

    /// <summary>Without tag and digest the tag is <c>latest</c>, as engines take it.</summary>
    public static ImageReference Parse(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> digest = default, tag = default;
        var at = text.IndexOf((byte)'@');
        if (at >= 0)
        {
            digest = text[(at + 1)..];
            text = text[..at];
        }
        var colon = text.LastIndexOf((byte)':');
        if (colon >= 0 && colon > text.LastIndexOf((byte)'/'))
        {
            tag = text[(colon + 1)..];
            text = text[..colon];
        }
        if (tag.IsEmpty && digest.IsEmpty && !text.IsEmpty)
            tag = "latest"u8;
        return new ImageReference { Repository = text, Tag = tag, Digest = digest };
    }
}
