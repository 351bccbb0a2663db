using System.Text;
using Lanner.State.Containers;

namespace Lanner.Rules.Tests.Engine;

/// <summary>A Docker that answers when the test says so.</summary>
sealed class FakeEngineApi : IContainerSource
{
    ContainerInbox? _inbox;

    public string Name => "fake";

    public uint OwnerUid => 0;

    public bool IsConnected => true;

    public string Status => "connected";

    public Task ReadinessTask => Task.CompletedTask;

    public int Requests { get; private set; }

    public void Start(ContainerInbox inbox) => _inbox = inbox;

    public bool Serves(ContainerEngine engine) => engine == ContainerEngine.Docker;

    public bool Request(ReadOnlySpan<byte> fullId)
    {
        Requests++;
        return true;
    }

    public void Answer(string fullId, ContainerDetail detail) =>
        _inbox!.Post(new ContainerNews(NewsKind.Detail, Encoding.UTF8.GetBytes(fullId), ContainerEngine.Docker) { Detail = detail });

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
