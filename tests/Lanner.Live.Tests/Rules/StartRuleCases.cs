using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>How containers are started, and their engine.</summary>
static class StartRuleCases
{
    const string Privileged = "Privileged container started", Mounted = "Sensitive host path mounted",
        Engine = "Container engine socket used from container";

    static readonly string[] noNetwork = ["--network", "none"];

    public static IEnumerable<RuleCase> All =>
    [
        Bad(Privileged, "as the option says", "true") with { Options = [.. noNetwork, "--privileged", "--runtime", "lanner-test"] },
        Good(Privileged, "all capabilities are still less", "true") with { Options = [.. noNetwork, "--cap-add", "SYS_ADMIN"] },

        Bad(Mounted, "the configuration, read-only", "true")
            with { Options = [.. noNetwork, "--volume", "/etc:/host/etc:ro"], Fields = [("container.mounts", "~/etc:/host/etc")] },
        Bad(Mounted, "the root", "true") with { Options = [.. noNetwork, "--volume", "/:/host:ro"] },
        Bad(Mounted, "below the processes", "true") with { Options = [.. noNetwork, "--volume", "/proc/sys:/host/sys:ro"] },
        Bad(Mounted, "with the host's process ids", "true")
            with { Options = [.. noNetwork, "--pid", "host", "--volume", "/root:/host/root:ro"] },
        Good(Mounted, "one file of the configuration", "true") with { Options = [.. noNetwork, "--volume", "/etc/hostname:/srv/name:ro"] },
        Good(Mounted, "a path without secrets", "true") with { Options = [.. noNetwork, "--volume", "/usr/share:/srv/data:ro"] },
        Good(Mounted, "a volume", "true") with { Options = [.. noNetwork, "--volume", "/srv/data"] },

        Bad(Engine, "the Docker daemon's", "act listen /srv/docker.sock; act unix /srv/docker.sock")
            with { Fields = [("fd.name", "~docker.sock")] },
        Good(Engine, "another socket", "act listen /srv/application.sock; act unix /srv/application.sock"),
        Good(Engine, "only looked at", "act listen /srv/docker.sock; ls -l /srv/docker.sock"),
    ];
}
