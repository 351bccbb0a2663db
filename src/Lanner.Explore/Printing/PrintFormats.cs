namespace Lanner.Explore.Printing;

/// <summary>The lines of events that need no format of one's own; those that users of sysdig know.</summary>
public static class PrintFormats
{
    /// <summary>Number, time, CPU, process, direction, name and parameters.</summary>
    public const string Plain = "*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";

    /// <summary>The same with the container, and the thread's number inside it.</summary>
    public const string Container =
        "*%evt.num %evt.outputtime %evt.cpu %container.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info";

    /// <summary>The same with the pod.</summary>
    public const string Kubernetes =
        "*%evt.num %evt.outputtime %evt.cpu %k8s.pod.name (%container.id) %proc.name (%thread.tid:%thread.vtid) %evt.dir %evt.type %evt.info";

    /// <summary>The format that an argument stands for: a short name for one of these, or a format itself.</summary>
    public static string Resolve(string argument) => argument switch
    {
        "c" or "container" => Container,
        "k" or "kubernetes" => Kubernetes,
        // Nobody knows a task any more; its container is what is left.
        "m" or "mesos" => Container,
        _ => argument,
    };
}
