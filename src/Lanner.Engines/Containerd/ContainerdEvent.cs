using Lanner.Engines.Grpc;

namespace Lanner.Engines.Containerd;

enum ContainerdHappening : byte
{
    Created,
    Changed,
    Started,
    Exited,
    Deleted,
}

/// <summary>One message of containerd's event stream that is about a container.</summary>
readonly record struct ContainerdEvent(ContainerdHappening Happening, string Namespace, string Id)
{
    /// <summary>Of a creation: the image's reference; else empty.</summary>
    public byte[] Image { get; init; } = [];

    /// <summary>
    /// Without the namespace of Docker's own containers, of which containerd knows less than Docker does.
    /// </summary>
    public static readonly byte[] Subscription = new ProtoWriter()
        .Text(1, Filter("/containers/create")).Text(1, Filter("/containers/update")).Text(1, Filter("/containers/delete"))
        .Text(1, Filter("/tasks/start")).Text(1, Filter("/tasks/exit")).ToArray();

    /// <summary>False for messages about other things. Throws InvalidDataException for what is no such message.</summary>
    public static bool TryParse(ReadOnlySpan<byte> envelope, out ContainerdEvent happened)
    {
        var name = "";
        ReadOnlySpan<byte> topic = default, body = default;
        var reader = new ProtoReader(envelope);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case 2: name = reader.Id; break;
                case 3: topic = reader.Bytes; break;
                case 4: body = ProtoReader.Find(reader.Bytes, 2); break;
            }
        }
        happened = default;
        ContainerdHappening happening;
        if (topic.SequenceEqual("/containers/create"u8))
            happening = ContainerdHappening.Created;
        else if (topic.SequenceEqual("/containers/update"u8))
            happening = ContainerdHappening.Changed;
        else if (topic.SequenceEqual("/containers/delete"u8))
            happening = ContainerdHappening.Deleted;
        else if (topic.SequenceEqual("/tasks/start"u8))
            happening = ContainerdHappening.Started;
        else if (topic.SequenceEqual("/tasks/exit"u8))
            happening = ContainerdHappening.Exited;
        else
            return false;
        // In all five the first field is the container.
        var id = "";
        byte[] second = [];
        reader = new ProtoReader(body);
        while (reader.Read())
        {
            if (reader.Field == 1)
                id = reader.Id;
            else if (reader.Field == 2)
                second = reader.Text;
        }
        // An exit is also told of each further process that was started in the container, by that one's own name.
        if (id.Length == 0 || (happening == ContainerdHappening.Exited && System.Text.Encoding.UTF8.GetString(second) != id))
            return false;
        happened = new ContainerdEvent(happening, name, id) { Image = happening == ContainerdHappening.Created ? second : [] };
        return true;
    }

    static string Filter(string topic) => $"topic==\"{topic}\",namespace!={ContainerdApi.DockerNamespace}";
}
