using System.Text;
using Lanner.Engines.Grpc;

namespace Lanner.Live.Tests.Engines;

/// <summary>What a kubelet does to run a pod: a sandbox, then containers in it.</summary>
sealed class CriClient(string socket) : IDisposable
{
    const ulong NodeNamespace = 2;
    const ulong Exited = 2;

    readonly GrpcClient client = new(socket, TimeSpan.FromSeconds(30), 16 << 20);
    readonly List<string> pods = [];

    public sealed record Pod(string Id, string Name, string Namespace, string Uid, byte[] Configuration);

    /// <summary>Awaits the first answer of the daemon; an error with its last complaint when none comes in time.</summary>
    public async Task Ready(TimeSpan limit)
    {
        var deadline = DateTime.UtcNow + limit;
        while (true)
        {
            try
            {
                await Call("Status", new ProtoWriter());
                return;
            }
            catch (Exception notYet) when (notYet is HttpRequestException or IOException && DateTime.UtcNow < deadline)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Starts a pod on the node's network, which needs no network plugin.</summary>
    public async Task<Pod> RunPod(string name, string ns, IEnumerable<(string Key, string Value)> labels, string annotation)
    {
        var uid = Guid.NewGuid().ToString();
        var configuration = new ProtoWriter()
            .Message(1, new ProtoWriter().Text(1, name).Text(2, uid).Text(3, ns));
        foreach (var (key, value) in labels) configuration.Entry(6, key, value);
        configuration.Entry(7, "kubectl.kubernetes.io/last-applied-configuration", annotation);
        var modes = new ProtoWriter().Number(1, NodeNamespace);
        configuration.Message(8, new ProtoWriter().Message(2, new ProtoWriter().Message(1, modes)));
        var answer = await Call("RunPodSandbox", new ProtoWriter().Message(1, configuration));
        var pod = new Pod(Text(answer), name, ns, uid, configuration.ToArray());
        pods.Add(pod.Id);
        return pod;
    }

    /// <summary>Creates and starts a container; its id.</summary>
    public async Task<string> RunContainer(Pod pod, string name, string image, IEnumerable<(string Key, string Value)> labels, params string[] command)
    {
        var configuration = new ProtoWriter().Message(1, new ProtoWriter().Text(1, name)).Message(2, new ProtoWriter().Text(1, image));
        foreach (var word in command) configuration.Text(3, word);
        configuration.Message(7, new ProtoWriter().Text(1, "/mnt").Text(2, "/srv").Flag(3, true));
        foreach (var (key, value) in labels) configuration.Entry(9, key, value);
        var id = Text(await Call("CreateContainer",
            new ProtoWriter().Text(1, pod.Id).Message(2, configuration).Bytes(3, pod.Configuration)));
        await Call("StartContainer", new ProtoWriter().Text(1, id));
        return id;
    }

    /// <summary>
    /// Looks until the container has ended by itself: to ask it to stop could reach the runtime's first process before it became the
    /// container's command. This version of containerd has no stream of events.
    /// </summary>
    public async Task RemoveWhenExited(string id)
    {
        using var expiry = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!HasExited(await Call("ContainerStatus", new ProtoWriter().Text(1, id)))) await pace.WaitForNextTickAsync(expiry.Token);
        await Call("RemoveContainer", new ProtoWriter().Text(1, id));
    }

    public async Task RemoveAllPods()
    {
        foreach (var id in pods)
        {
            await Call("StopPodSandbox", new ProtoWriter().Text(1, id));
            await Call("RemovePodSandbox", new ProtoWriter().Text(1, id));
        }

        pods.Clear();
    }

    public void Dispose() => client.Dispose();

    static string Text(byte[] answer) => Encoding.UTF8.GetString(ProtoReader.Find(answer, 1));

    static bool HasExited(byte[] answer)
    {
        var status = new ProtoReader(ProtoReader.Find(answer, 1));
        while (status.Read())
        {
            if (status.Field == 3) return status.Number == Exited;
        }

        return false;
    }

    Task<byte[]> Call(string method, ProtoWriter question) =>
        client.CallAsync("runtime.v1.RuntimeService/" + method, question.ToArray(), null, CancellationToken.None);
}
