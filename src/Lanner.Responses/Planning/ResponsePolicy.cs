using System.Text;

using Lanner.Configuration;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses.Planning;

/// <summary>What the configuration and the nature of a target say about an action, before anything is asked of the machine.</summary>
sealed class ResponsePolicy(ResponseSettings settings, OwnContainer own)
{
    public const string HostIsLeftAlone = "processes of the host are left alone (responses.allow_host)";

    /// <summary>Whether it must be known what the container is before anything is done to it.</summary>
    public bool NeedsDetail => settings.Only.NeedsDetail || settings.Never.NeedsDetail;

    /// <summary>Why the action is not done; null when it may be.</summary>
    public string? WhyNot(RuleResponse response, Alert alert, ResponseTarget target)
    {
        if (!settings.Allow.Contains(response.Kind)) return "it is not under responses.allow";
        if (response.Kind == ResponseKind.Kill) { if (WhyNotKill(target) is { } why) return why; }
        else if (WhyNotContainer(response.Kind, target) is { } why) return why;
        return WhyNotScope(alert.Container ?? Container.Host, target);
    }

    string? WhyNotKill(ResponseTarget target)
    {
        if (target.Pid < 0) return "the event has no process";
        if (target.Pid <= 1) return "it is the host's first process";
        if (target.Pid == Environment.ProcessId) return "it is this program";
        if (target.IsHost && !settings.AllowHost) return HostIsLeftAlone;
        return settings.Never.Processes.Any(pattern => NamePattern.IsMatch(target.ProcessName, pattern)) ? "its name is under responses.never" : null;
    }

    string? WhyNotContainer(ResponseKind kind, ResponseTarget target)
    {
        if (target.IsHost) return "it happened outside of containers";
        if (own.Is(target.ContainerKey)) return "it is the container of this program";
        if (target.IsNested) return "it is a container in a container, which the host's engine does not know";
        return target.Engine is ContainerEngine.Docker or ContainerEngine.Podman or ContainerEngine.Cri
            ? null : $"{RuleResponse.Word(kind)} is possible for containers of Docker and Podman only, not of {Encoding.ASCII.GetString(target.Engine.Utf8Name())}";
    }

    string? WhyNotScope(Container container, ResponseTarget target)
    {
        if (!NeedsDetail || container.IsHost) return container.IsHost && settings.Only.NeedsDetail ? "it is not under responses.only" : null;
        if (container.Detail is not { } detail) return "it is not known what container it is, and responses.only or never asks for that";
        if (Fits(settings.Never, detail, target, any: true)) return "it is under responses.never";
        return settings.Only.NeedsDetail && !Fits(settings.Only, detail, target, any: false) ? "it is not under responses.only" : null;
    }

    static bool Fits(ResponseScope scope, ContainerDetail detail, ResponseTarget target, bool any)
    {
        bool?[] outcomes =
        [
            One(scope.Containers, [target.ContainerName, target.ContainerId, target.ContainerId.Length > 12 ? target.ContainerId[..12] : target.ContainerId]),
            One(scope.Images, [Text(detail.Image), Text(detail.ImageRepository)]),
            One(scope.Namespaces, [Text(detail.PodNamespace)]),
            One(scope.Labels, [.. detail.Labels.SelectMany(label => new[] { Text(label.Key), $"{Text(label.Key)}={Text(label.Value)}" })]),
        ];
        return any ? outcomes.Contains(true) : !outcomes.Contains(false);
    }

    /// <summary>Null when there are no patterns.</summary>
    static bool? One(IReadOnlyList<string> patterns, IReadOnlyList<string> names) =>
        patterns.Count == 0 ? null : names.Any(name => name.Length > 0 && patterns.Any(pattern => NamePattern.IsMatch(name, pattern)));

    static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
