using Lanner.Engines;
using Lanner.Responses.Planning;
using Lanner.Responses.Records;
using Lanner.Rules;

namespace Lanner.Responses.Doing;

/// <summary>Where an engine takes orders.</summary>
/// <param name="Path">Of its socket.</param>
/// <param name="OwnerUid">The user whose engine it is; 0 for the system's.</param>
public readonly record struct EngineSocket(string Path, uint OwnerUid);

/// <summary>Actions on whole containers, through the engine that has them.</summary>
sealed class ContainerActions : IDisposable
{
    readonly (DockerActions Engine, uint OwnerUid)[] _engines;

    public ContainerActions(IEnumerable<EngineSocket> sockets, TimeSpan timeout) =>
        _engines = [.. sockets.Where(socket => DockerActions.CanReach(socket.Path)).Select(socket => (new DockerActions(socket.Path, timeout), socket.OwnerUid))];

    /// <summary>Asks the engines of the container's owner, one after the other, until one knows it.</summary>
    public ResponseOutcome Do(RuleResponse response, ResponseTarget target, CancellationToken cancellation)
    {
        if (!Lanner.State.Containers.CgroupPath.IsLongHexId(target.ContainerKey)) return new ResponseOutcome(OutcomeKind.Failed, "its id is none of Docker's or Podman's");
        var outcome = new ResponseOutcome(OutcomeKind.Failed, "there is no engine to ask");
        var hasAnswer = false;
        foreach (var (engine, owner) in _engines)
        {
            if (owner != target.OwnerUid) continue;
            var answer = Ask(engine, response, target.ContainerId, cancellation).GetAwaiter().GetResult();
            switch (answer.Verdict)
            {
                case EngineVerdict.Done: return new ResponseOutcome(OutcomeKind.Done, answer.Text);
                case EngineVerdict.Already: return new ResponseOutcome(OutcomeKind.Already, answer.Text);
                // Who answered is worth more than an engine that is not there.
                case EngineVerdict.Unknown: outcome = new ResponseOutcome(OutcomeKind.Failed, "no engine knows it; it may have ended"); break;
                default: if (!hasAnswer) outcome = new ResponseOutcome(OutcomeKind.Failed, answer.Text); break;
            }

            hasAnswer |= answer.Verdict == EngineVerdict.Unknown;
        }

        return outcome;
    }

    public void Dispose()
    {
        foreach (var (engine, _) in _engines) engine.Dispose();
    }

    static Task<EngineAnswer> Ask(DockerActions engine, RuleResponse response, string id, CancellationToken cancellation) => response.Kind switch
    {
        ResponseKind.Pause => engine.PauseAsync(id, cancellation),
        ResponseKind.Stop => engine.StopAsync(id, response.Grace, cancellation),
        ResponseKind.Disconnect => engine.DisconnectAsync(id, response.Networks, cancellation),
        _ => throw new ArgumentException("no action on a container", nameof(response)),
    };
}
