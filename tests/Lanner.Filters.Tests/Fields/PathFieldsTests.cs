using Lanner.Events;
using Lanner.State;

namespace Lanner.Filters.Tests.Fields;

public sealed class PathFieldsTests
{
    static Scene At(string cwd, EventBuilder builder)
    {
        var scene = new Scene().On(builder);
        scene.Process.Cwd = Scene.Utf8(cwd);
        return scene;
    }

    static EventBuilder Event(EventCode code) => new(code, Scene.Time, 42);

    [Fact]
    public void Paths_are_absolute_unless_asked_for_raw()
    {
        var scene = At("/tmp", Event(EventCode.UnlinkExit).Add(0).Add("a/../b"));
        Assert.Equal("/tmp/b", scene.Read("fs.path.name"));
        Assert.Equal("a/../b", scene.Read("fs.path.nameraw"));
        Assert.Null(scene.Read("fs.path.source"));
    }

    [Fact]
    public void Calls_that_failed_worked_on_nothing() =>
        Assert.Null(At("/tmp", Event(EventCode.UnlinkExit).Add(-2).Add("b")).Read("fs.path.name"));

    [Fact]
    public void Renames_go_from_source_to_target()
    {
        var scene = At("/tmp", Event(EventCode.RenameExit).Add(0).Add("old").Add("/new"));
        Assert.Equal("/tmp/old", scene.Read("fs.path.source"));
        Assert.Equal("/new", scene.Read("fs.path.target"));
        Assert.Null(scene.Read("fs.path.name"));
    }

    [Fact]
    public void Links_lead_from_the_new_name_to_the_target()
    {
        var scene = At("/tmp", Event(EventCode.SymlinkExit).Add(0).Add("/etc/shadow").Add("link"));
        Assert.Equal("/tmp/link", scene.Read("fs.path.source"));
        Assert.Equal("/etc/shadow", scene.Read("fs.path.target"));
        scene = At("/tmp", Event(EventCode.LinkExit).Add(0).Add("/etc/shadow").Add("hard"));
        Assert.Equal("/tmp/hard", scene.Read("fs.path.source"));
        Assert.Equal("hard", scene.Read("fs.path.sourceraw"));
        Assert.Equal("/etc/shadow", scene.Read("fs.path.target"));
    }

    [Fact]
    public void Calls_on_a_descriptor_worked_on_its_file()
    {
        var descriptor = new FileDescriptor { Kind = DescriptorKind.File };
        descriptor.SetName(Scene.Utf8("/opt/tool"));
        var scene = new Scene { Descriptor = descriptor }.On(Event(EventCode.FchmodExit).Add(0).Add(3));
        Assert.Equal("/opt/tool", scene.Read("fs.path.name"));
        Assert.Null(scene.Read("fs.path.target"));
        Assert.Null(new Scene { Descriptor = descriptor }.On(Event(EventCode.ReadExit).Add(0)).Read("fs.path.name"));
    }

    [Fact]
    public void Every_call_named_has_its_parameter()
    {
        foreach (var code in new[] { EventCode.MkdirExit, EventCode.ChmodExit, EventCode.ChownExit, EventCode.Umount2Exit, EventCode.MknodExit })
        {
            var info = EventTable.Get(code);
            var path = info.Parameters.Single(parameter => parameter.Type == ParameterType.FsPath).Name;
            Assert.Equal("/p", At("/", Event(code).Add(0).Set(path, "/p")).Read("fs.path.name"));
        }
    }
}
