using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class ContainerRecordTests
{
    /// <summary>As captures of several years have them.</summary>
    const string Old = """{"container":{"id":"ad64969c62e5","image":"node:latest","ip":"172.17.0.2","name":"express_server","type":0}}""";

    const string New = """
        {"container":{"Mounts":[{"Destination":"/host","Mode":"","Propagation":"rprivate","RW":true,"Source":"/"}],"User":"","cni_json":"","cpu_period":100000,
        "cpu_quota":0,"cpu_shares":1024,"cpuset_cpu_count":0,"created_time":1663770709,"env":["A=1"],
        "full_id":"4e7f63a5b9df9e5cbcaab644ad6d6d177fb9f82127e21a4e74cd16b2cc3c19c4","host_ipc":false,"host_network":true,"host_pid":false,
        "id":"4e7f63a5b9df","image":"bb","imagedigest":"sha256:aa","imageid":"5fe4825a","imagerepo":"bb","imagetag":"latest","ip":"172.17.0.2",
        "is_pod_sandbox":false,"labels":{"io.kubernetes.pod.name":"web-0"},"memory_limit":0,"name":"mystifying_ganguly","pod_sandbox_id":"",
        "pod_sandbox_labels":null,"port_mappings":[{"ContainerPort":80,"HostIp":2130706433,"HostPort":8080}],"privileged":true,"size":-1,"swap_limit":0,"type":11}}
        """;

    [Fact]
    public void An_old_record_gives_name_and_image()
    {
        Assert.True(ContainerRecord.TryParse(Encoding.UTF8.GetBytes(Old + "\0"), out var record));
        Assert.Equal("ad64969c62e5", Text(record.Id));
        Assert.Equal(ContainerEngine.Docker, record.Engine);
        Assert.Equal("express_server", Text(record.Detail.Name));
        Assert.Equal("node", Text(record.Detail.ImageRepository));
        Assert.Equal("latest", Text(record.Detail.ImageTag));
        Assert.Equal("172.17.0.2", Text(record.Detail.Ip));
    }

    [Fact]
    public void A_new_record_gives_everything()
    {
        Assert.True(ContainerRecord.TryParse(Encoding.UTF8.GetBytes(New), out var record));
        CheckNew(record);
    }

    [Fact]
    public void A_record_that_is_written_reads_back_the_same()
    {
        Assert.True(ContainerRecord.TryParse(Encoding.UTF8.GetBytes(New), out var read));
        var container = new ContainerTable().Define(read.Id, read.Engine, read.Detail, 1);
        Assert.True(ContainerRecord.TryParse(ContainerRecord.Format(container), out var again));
        CheckNew(again);
        Assert.Null(ContainerRecord.Format(Container.Host));
    }

    [Fact]
    public void Everything_that_is_known_of_a_container_reads_back()
    {
        var detail = new ContainerDetail();
        var label = new ContainerLabel("io.kubernetes.pod.name"u8.ToArray(), "web-0"u8.ToArray());
        var number = 7;
        // Whatever is added to the detail is to be found here, and in the record.
        foreach (var property in typeof(ContainerDetail).GetProperties().Where(p => p.CanWrite))
        {
            number++;
            object value = property.PropertyType switch
            {
                var type when type == typeof(byte[]) => Encoding.UTF8.GetBytes($"text {number}"),
                var type when type == typeof(byte[][]) => new[] { Encoding.UTF8.GetBytes($"A={number}"), "B"u8.ToArray() },
                var type when type == typeof(bool) => true,
                var type when type == typeof(int) => number,
                var type when type == typeof(long) => (long)number,
                var type when type == typeof(ulong) => 1_663_770_709_123_456_700UL + (ulong)number,
                var type when type == typeof(ContainerLabel[]) => new[] { label },
                var type when type == typeof(ContainerMount[]) =>
                    new[] { new ContainerMount("/s"u8.ToArray(), "/d"u8.ToArray(), "z"u8.ToArray(), true, "rslave"u8.ToArray()) },
                var type when type == typeof(ContainerProbe[]) => new[] { new ContainerProbe("c"u8.ToArray(), true, "cat /x"u8.ToArray()) },
                var type when type == typeof(PortMapping[]) => new[] { new PortMapping("::"u8.ToArray(), 53, 54, "udp"u8.ToArray()) },
                var type => throw new InvalidOperationException($"{property.Name} is a {type}"),
            };
            property.SetValue(detail, value);
        }

        // What follows from labels alone is read from them.
        detail = detail.WithLabels(detail.Labels) with
        {
            PodSandboxId = "sandbox"u8.ToArray(), IsPodSandbox = true, PodNamespace = "prod"u8.ToArray(), PodUid = "11-22"u8.ToArray(),
            PodContainerName = "web"u8.ToArray(),
        };
        var container = new ContainerTable().Define(Encoding.UTF8.GetBytes(new string('a', 64)), ContainerEngine.Docker, detail, 1);
        Assert.True(ContainerRecord.TryParse(ContainerRecord.Format(container), out var again));
        foreach (var property in typeof(ContainerDetail).GetProperties())
            Assert.Equivalent((property.Name, property.GetValue(detail)), (property.Name, property.GetValue(again.Detail)), strict: true);
    }

    [Fact]
    public void A_name_that_is_no_text_can_still_be_written()
    {
        var container = new ContainerTable().Find("0::/machine.slice/machine-a\\xffb.scope\n"u8, 1);
        Assert.True(ContainerRecord.TryParse(ContainerRecord.Format(container), out var record));
        Assert.Equal("a\ufffdb", Text(record.Detail.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"container":{"name":"without id"}}""")]
    [InlineData("""{"container":{"id":"\ud800"}}""")]
    [InlineData("""{"container":{"id":"a""")]
    public void What_is_no_record_is_refused(string text) => Assert.False(ContainerRecord.TryParse(Encoding.UTF8.GetBytes(text), out _));

    static void CheckNew(ContainerRecord record)
    {
        var detail = record.Detail;
        Assert.Equal("4e7f63a5b9df9e5cbcaab644ad6d6d177fb9f82127e21a4e74cd16b2cc3c19c4", Text(record.Id));
        Assert.Equal(ContainerEngine.Podman, record.Engine);
        Assert.True(detail is { Privileged: true, HostNetwork: true, HostPid: false, CpuShares: 1024, CreatedNs: 1663770709_000_000_000 });
        Assert.Equal("sha256:aa", Text(detail.ImageDigest));
        Assert.Equal("web-0", Text(detail.PodName));
        Assert.Equal("A=1", Text(Assert.Single(detail.Env)));
        Assert.Equal("/host", Text(Assert.Single(detail.Mounts).Destination));
        var port = Assert.Single(detail.PortMappings);
        Assert.Equal("127.0.0.1:8080->80", $"{Text(port.HostIp)}:{port.HostPort}->{port.ContainerPort}");
    }

    static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
