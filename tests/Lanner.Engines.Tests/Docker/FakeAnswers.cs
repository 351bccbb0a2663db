using System.Globalization;

namespace Lanner.Engines.Tests;

/// <summary>Answers of Docker 20.10 (API 1.41) as recorded, with the parts that tests vary.</summary>
static class FakeAnswers
{
    public const string ImageId = "9042f4191f214b9cf77fa9cc75b24dadba3b0146fc72619e07fd9f1485532953";

    public const string Version = """
        {"Platform":{"Name":""},"Components":[{"Name":"Engine","Version":"20.10.24+dfsg1","Details":{"ApiVersion":"1.41","MinAPIVersion":"1.12"}},
        {"Name":"containerd","Version":"1.6.20~ds1"}],"Version":"20.10.24+dfsg1","ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux","Arch":"amd64"}
        """;

    public const string PodmanVersion = """
        {"Platform":{"Name":"linux/amd64/debian-12"},"Components":[{"Name":"Podman Engine","Version":"4.3.1","Details":{"APIVersion":"4.3.1","MinAPIVersion":"4.0.0"}},
        {"Name":"Conmon","Version":"conmon version 2.1.6"}],"Version":"4.3.1","ApiVersion":"1.41","MinAPIVersion":"1.24"}
        """;

    public const string Image = $$"""
        {"Id":"sha256:{{ImageId}}","RepoTags":["registry.local:5000/shop/web:2.1","other:latest"],
        "RepoDigests":["other@sha256:aa","registry.local:5000/shop/web@sha256:bb"],"Os":"linux","Size":1}
        """;

    /// <summary>A name of 64 digits that ends in the number.</summary>
    public static string Id(int number) => new string('5', 56) + number.ToString("x8", CultureInfo.InvariantCulture);

    public static string Inspect(string id, string name, string image = "registry.local:5000/shop/web:2.1", int pid = 4711, string labels = "") => $$"""
        {"Id":"{{id}}","Created":"2026-11-24T23:29:48.816694979Z","Path":"/bin/sleep","Args":["1000"],
        "State":{"Status":"running","Running":true,"Pid":{{pid}},"ExitCode":0,"StartedAt":"2026-11-24T23:29:49Z","FinishedAt":"0001-01-01T00:00:00Z",
          "Health":{"Status":"healthy","FailingStreak":0,"Log":[]} },
        "Image":"sha256:{{ImageId}}","Name":"/{{name}}","RestartCount":3,"Driver":"overlay2",
        "HostConfig":{"Binds":["/tmp:/mnt:ro"],"NetworkMode":"default","PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}]},
          "CapAdd":["NET_ADMIN"],"CapDrop":["MKNOD","CHOWN"],"IpcMode":"private","PidMode":"host","Privileged":true,"ReadonlyRootfs":true,
          "CpuShares":512,"Memory":67108864,"MemorySwap":-1,"NanoCpus":1500000000,"CgroupParent":"","CpuPeriod":0,"CpuQuota":0,"CpusetCpus":"0-1"},
        "GraphDriver":{"Data":{"MergedDir":"/var/lib/docker/overlay2/30ce/merged"},"Name":"overlay2"},
        "Mounts":[{"Type":"bind","Source":"/tmp","Destination":"/mnt","Mode":"ro","RW":false,"Propagation":"rprivate"}],
        "Config":{"Hostname":"h","User":"1000:1000","Env":["X=Y","PATH=/bin"],"Image":"{{image}}",
          "Healthcheck":{"Test":["CMD-SHELL","wget -q localhost || exit 1"]},"Labels":{"a":"b"{{labels}} } },
        "NetworkSettings":{"Ports":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"::1","HostPort":"8080"}],"53/udp":null},
          "IPAddress":"","Networks":{"shop":{"IPAddress":"172.18.0.5"} } } }
        """;

    public static string List(params (string Id, string Name)[] containers) => "[" + string.Join(',', containers.Select(container => $$"""
        {"Id":"{{container.Id}}","Names":["/{{container.Name}}"],"Image":"registry.local:5000/shop/web:2.1","ImageID":"sha256:{{ImageId}}",
        "Command":"/bin/sleep 1000","Created":1795562988,"Ports":[],"Labels":{"a":"b"},"State":"running","Status":"Up"}
        """)) + "]";

    /// <summary>One line, as the stream has it.</summary>
    public static string Event(string action, string id, string name) => $$"""
        {"status":"{{action}}","id":"{{id}}","from":"shop/web:2.1","Type":"container","Action":"{{action}}","Actor":{"ID":"{{id}}",
        "Attributes":{"image":"shop/web:2.1","name":"{{name}}","tier":"front"} },"scope":"local","time":1795562990,"timeNano":1795562990499550720}
        """.ReplaceLineEndings("");
}
