using Lanner.Engines.Grpc;

namespace Lanner.Engines.Cri;

enum CriHappening : byte
{
    Created = 0,
    Started = 1,
    Stopped = 2,
    Deleted = 3,
}

/// <summary>One message of CRI's event stream. The statuses it carries are not used: they lack the verbose part.</summary>
readonly record struct CriEvent(CriHappening Happening, string Id)
{
    /// <summary>False for kinds of events that are not known here. Throws InvalidDataException for what is no such message.</summary>
    public static bool TryParse(ReadOnlySpan<byte> message, out CriEvent happened)
    {
        var id = "";
        var kind = 0UL;
        var reader = new ProtoReader(message);
        while (reader.Read())
        {
            if (reader.Field == 1)
                id = reader.Id;
            else if (reader.Field == 2)
                kind = reader.Number;
        }
        happened = new CriEvent((CriHappening)Math.Min(kind, byte.MaxValue), id);
        return id.Length > 0 && kind <= (ulong)CriHappening.Deleted;
    }
}
