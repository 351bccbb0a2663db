using System.Text;

using Lanner.Engines.Grpc;

namespace Lanner.Engines.Tests.Cri;

/// <summary>Answers as a runtime writes them.</summary>
static class CriMessages
{
    public const string SandboxId = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    public const string ContainerId = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    public const string ImageId = "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

    public static ProtoWriter Version(string runtime) => new ProtoWriter().Text(1, "0.1.0").Text(2, runtime).Text(3, "1.2.3").Text(4, "v1");

    public static ProtoWriter SandboxStatus(ulong networkMode = 0, string info = """{"pid":17,"image":"pause:3.9","cniResult":{"Interfaces":{}}}""") =>
        new ProtoWriter()
            .Message(1, new ProtoWriter()
                .Text(1, SandboxId)
                .Message(2, new ProtoWriter().Text(1, "shop-1").Text(2, "11-22").Text(3, "prod"))
                .Number(4, 1_700_000_000_000_000_000)
                .Message(5, new ProtoWriter().Text(1, "10.1.2.3"))
                .Message(6, new ProtoWriter().Message(1, new ProtoWriter().Message(2, new ProtoWriter().Number(1, networkMode))))
                .Entry(7, "app", "shop")
                .Entry(8, "kubectl.kubernetes.io/last-applied-configuration",
                    """{"spec":{"containers":[{"name":"web","readinessProbe":{"exec":{"command":["cat","/ready"]}}}]}}"""))
            .Entry(2, "info", info);

    public static ProtoWriter ContainerStatus(string info = Info, string imageRef = "registry.local:5000/shop/web@sha256:dd") =>
        new ProtoWriter()
            .Message(1, new ProtoWriter()
                .Text(1, ContainerId)
                .Message(2, new ProtoWriter().Text(1, "web"))
                .Number(4, 1_700_000_000_000_000_000)
                .Number(5, 1_700_000_001_000_000_000)
                .Message(8, new ProtoWriter().Text(1, "registry.local:5000/shop/web:2.1"))
                .Text(9, imageRef)
                .Entry(12, "tier", "front")
                .Entry(12, "app", "shop")
                .Message(14, new ProtoWriter().Text(1, "/data").Text(2, "/srv/www").Flag(3, true).Number(5, 1)))
            .Entry(2, "info", info);

    public static ProtoWriter Image => new ProtoWriter().Message(1, new ProtoWriter()
        .Text(1, "sha256:" + ImageId).Text(2, "registry.local:5000/shop/web:2.1").Text(3, "registry.local:5000/shop/web@sha256:dd"));

    public static ProtoWriter SandboxList(params string[] ids) => List(ids, id => new ProtoWriter().Text(1, id)
        .Message(2, new ProtoWriter().Text(1, "shop-1").Text(2, "11-22").Text(3, "prod")).Entry(5, "app", "shop"));

    public static ProtoWriter ContainerList(params string[] ids) => List(ids, id => new ProtoWriter().Text(1, id).Text(2, SandboxId)
        .Message(3, new ProtoWriter().Text(1, "web")).Message(4, new ProtoWriter().Text(1, "shop/web:2.1")).Text(5, "sha256:" + ImageId)
        .Number(7, 1_700_000_000_000_000_000).Entry(8, "tier", "front"));

    public static ProtoWriter Event(string id, int kind) => new ProtoWriter().Text(1, id).Number(2, (ulong)kind);

    public static ProtoWriter ContainerdEvent(string space, string topic, string id, string second = "") => new ProtoWriter()
        .Text(2, space).Text(3, topic)
        .Message(4, new ProtoWriter().Text(1, "type").Message(2, new ProtoWriter().Text(1, id).Text(2, second)));

    public static ProtoWriter ContainerdContainer(string id, string spec) => new ProtoWriter()
        .Text(1, id).Entry(2, "team", "blue").Text(3, "docker.io/library/busybox:1")
        .Message(5, new ProtoWriter().Text(1, "types.containerd.io/opencontainers/runtime-spec/1/Spec").Text(2, spec))
        .Message(8, new ProtoWriter().Number(1, 1_700_000_000).Number(2, 5));

    public const string Info = """
        {"sandboxID":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","pid":4711,
         "config":{"linux":{"security_context":{"privileged":true}}},
         "runtimeSpec":{"process":{"user":{"uid":33,"gid":33},"env":["A=b"]},"root":{"readonly":true},
          "linux":{"cgroupsPath":"/kubepods/pod1/bb","resources":{"cpu":{"shares":512,"quota":50000,"period":100000,"cpus":"0-1"},"memory":{"limit":1048576}},
          "namespaces":[{"type":"pid"},{"type":"network","path":"/proc/1/ns/net"}]}}}
        """;

    static ProtoWriter List(string[] ids, Func<string, ProtoWriter> entry)
    {
        var list = new ProtoWriter();
        foreach (var id in ids) list.Message(1, entry(id));
        return list;
    }

    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
