using System.Text;
using Lanner.Capture.Host;
using Xunit;

namespace Lanner.Capture.Tests.Host;

public sealed class HostUsersTests
{
    [Fact]
    public void Users_are_read_with_their_home_and_shell()
    {
        var users = HostUsers.ParseUsers("root:x:0:0:root:/root:/bin/bash\nweb:x:33:34:,,,:/srv:/bin/false"u8);

        Assert.Equal(2, users.Count);
        Assert.Equal((33u, 34u, "web", "/srv", "/bin/false"),
            (users[1].Uid, users[1].Gid, Text(users[1].Name), Text(users[1].Home), Text(users[1].Shell)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n:::::::\n")]
    [InlineData("# root:x:0:0::/:/bin/sh")]
    [InlineData("+root:x:0:0::/:/bin/sh\n-bin:x:1:1::/:/bin/sh\n+::::::")]
    [InlineData("noid:x::0::/:/bin/sh")]
    [InlineData("text:x:zero:0::/:/bin/sh")]
    [InlineData("negative:x:-1:0::/:/bin/sh")]
    [InlineData("nobodyatall:x:4294967295:0::/:/bin/sh")]
    [InlineData("toolarge:x:4294967296:0::/:/bin/sh")]
    [InlineData("trailing:x:0x10:0::/:/bin/sh")]
    [InlineData("few:x:1:1")]
    [InlineData("many:x:1:1:a:b:c:d")]
    [InlineData("zero\0byte:x:1:1::/:/bin/sh")]
    public void Lines_that_are_no_user_are_left_out(string text) => Assert.Empty(HostUsers.ParseUsers(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_good_line_between_bad_ones_is_read()
    {
        var text = Encoding.UTF8.GetBytes("bad\n" + new string('x', 300) + ":x:5:5::/:/bin/sh\ngood:x:7:8::/home/good:/bin/sh\n\u0001\u0002:::");

        Assert.Equal("good", Text(Assert.Single(HostUsers.ParseUsers(text)).Name));
    }

    [Fact]
    public void Of_two_users_with_one_number_the_first_counts()
    {
        var users = HostUsers.ParseUsers("root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/toor:/bin/evil\n"u8);

        Assert.Equal("root", Text(Assert.Single(users).Name));
    }

    [Fact]
    public void Groups_are_read_with_and_without_members()
    {
        var groups = HostUsers.ParseGroups("root:x:0:\nadm:x:4:syslog,ubuntu\nold:x:5\nbad:x:\nworse\n"u8);

        Assert.Equal([(0u, "root"), (4u, "adm"), (5u, "old")], groups.Select(group => (group.Gid, Text(group.Name))));
    }

    [Fact]
    public void A_containers_link_cannot_lead_out_of_its_root()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(root.Path, "etc"));
        File.WriteAllText(Path.Combine(root.Path, "real"), "inside:x:1000:1000::/:/bin/sh\n");
        File.CreateSymbolicLink(Path.Combine(root.Path, "etc", "passwd"), "/../../real");
        File.CreateSymbolicLink(Path.Combine(root.Path, "etc", "group"), "/etc/group");

        var read = HostUsers.Read(root.Path);

        Assert.Equal("inside", Text(Assert.Single(read.Users).Name));
        // The link points at itself inside the root: there is no file.
        Assert.Empty(read.Groups);
    }

    [Fact]
    public void A_pipe_in_place_of_the_file_does_not_hold_up_the_reader()
    {
        using var root = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(root.Path, "etc"));
        using (var process = System.Diagnostics.Process.Start("mkfifo", Path.Combine(root.Path, "etc", "passwd"))) process.WaitForExit();

        Assert.Empty(HostUsers.Read(root.Path).Users);
    }

    [Fact]
    public void This_host_has_root() => Assert.Contains(HostUsers.Read().Users, user => user.Uid == 0 && Text(user.Name) == "root");

    static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
