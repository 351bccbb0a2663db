using Lanner.State.Containers;

namespace Lanner.Filters.Fields;

/// <summary>
/// What of a pod is known to its sandbox only: the pause container that holds the pod's namespaces, a container of its own, whose detail
/// changes on its own. Fields that look there cannot live as long as the container's detail.
/// </summary>
static class Pods
{
    /// <summary>The sandbox of the process's pod, which may be its own container; null outside pods and while it is not known.</summary>
    public static ContainerDetail? Sandbox(in EventContext context)
    {
        if (ContainerFields.Find(in context) is not { } detail) return null;
        if (detail.IsPodSandbox) return detail;
        if (detail.PodSandboxId.Length == 0) return null;
        return context.Host.Containers.TryGet(detail.PodSandboxId, out var sandbox) ? sandbox.Detail : null;
    }

    /// <summary>The command that probes the process's container; empty when none is known.</summary>
    public static byte[] Probe(in EventContext context, bool isReadiness)
    {
        if (ContainerFields.Find(in context) is not { PodContainerName.Length: > 0 } detail) return [];
        foreach (ref readonly var probe in (Sandbox(in context)?.PodProbes ?? []).AsSpan())
        {
            if (probe.IsReadiness == isReadiness && probe.Container.AsSpan().SequenceEqual(detail.PodContainerName)) return probe.Command;
        }

        return [];
    }
}
