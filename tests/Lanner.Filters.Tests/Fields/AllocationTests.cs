using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class AllocationTests
{
    /// <summary>What rules read of nearly every event.</summary>
    static readonly string[] s_names =
    [
        "evt.type", "evt.res", "evt.rawres", "evt.is_open_write", "evt.arg.flags", "evt.arg.name", "evt.arg.dirfd", "evt.args", "evt.time",
        "fd.name", "fd.num", "fd.typechar", "fd.directory", "fd.filename", "fd.sip", "fd.net", "fd.containername", "proc.name", "proc.cmdline",
        "proc.exepath", "proc.pname", "proc.aname[2]", "proc.aname", "proc.cwd", "proc.env[PATH]", "proc.sname", "proc.duration",
        "thread.cap_effective", "user.name", "user.loginuid", "container.id", "container.image.repository", "container.mount.dest[/*]",
        "k8s.ns.name", "fs.path.name", "evt.abspath",
    ];

    [Fact]
    public void Reading_fields_allocates_nothing()
    {
        var fields = s_names.Select(Scene.Field).ToArray();
        var host = new HostState();
        host.Seed(
        [
            new ThreadSnapshot { Tid = 7, Pid = 7, Name = Scene.Utf8("sshd") },
            new ThreadSnapshot
            {
                Tid = 42, Pid = 42, ParentPid = 7, SessionId = 7, VirtualPid = 42, Name = Scene.Utf8("cat"), Cwd = Scene.Utf8("/tmp"), Uid = 0,
                Args = Scene.Zeros("a", "b"), Environment = Scene.Zeros("PATH=/bin"), CapEffective = ulong.MaxValue,
            },
        ]);
        var bytes = new EventBuilder(EventCode.OpenatExit, Scene.Time, 42).Add(3).Add(-100).Add("x/../y").Add(4097).Add(0).Build();
        Assert.True(EventView.TryRead(bytes, default, out var view));
        var context = new EventContext(view, host, host.Apply(view), 1, new FieldScratch());
        var found = 0;
        for (var round = 0; round < 50; round++) found = ReadAll(fields, in context);
        Assert.True(found >= 20, $"only {found} fields had a value");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 100; round++) ReadAll(fields, in context);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static int ReadAll(Field[] fields, in EventContext context)
    {
        var found = 0;
        foreach (var field in fields)
        {
            var value = new FieldValue();
            for (var i = 0; field.TryGet(in context, i, ref value); i++)
            {
                if (i == 0) found++;
                if (!field.IsList) break;
            }
        }

        return found;
    }
}
