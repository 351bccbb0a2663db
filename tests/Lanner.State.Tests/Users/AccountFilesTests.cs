using Lanner.State.Users;
using Xunit;

namespace Lanner.State.Tests.Users;

public sealed class AccountFilesTests
{
    [Fact]
    public void Users_are_read_with_home_and_shell()
    {
        var users = AccountFiles.ReadUsers("root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33:www,,,:/var/www:/usr/sbin/nologin"u8, 10);
        Assert.Equal(2, users.Count);
        Assert.Equal(("www-data", 33U, "/var/www", "/usr/sbin/nologin"),
            (FakeHost.Text(users[33].Name), users[33].Gid, FakeHost.Text(users[33].Home), FakeHost.Text(users[33].Shell)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n\n")]
    [InlineData(":::::::")]
    [InlineData("name")]
    [InlineData("name:x:")]
    [InlineData("name:x:-1:0::/:/")]
    [InlineData("name:x:4294967296:0::/:/")]
    [InlineData("name:x:5 :0::/:/")]
    [InlineData(":x:5:5::/:/")]
    [InlineData("+::::::")]
    [InlineData("na\0me:x:5:5::/:/")]
    [InlineData("# comment:x")]
    public void Lines_without_the_shape_are_left_out(string text) => Assert.Empty(AccountFiles.ReadUsers(FakeHost.Utf8(text), 10));

    [Fact]
    public void The_first_of_two_entries_counts_and_the_number_is_bounded()
    {
        var text = string.Concat(Enumerable.Range(0, 1000).Select(i => $"u{i}:x:{i / 2}:0::/:/\n"));
        var users = AccountFiles.ReadUsers(FakeHost.Utf8(text), 50);
        Assert.Equal(50, users.Count);
        Assert.Equal("u0", FakeHost.Text(users[0].Name));
    }

    [Fact]
    public void Very_long_names_are_left_out() =>
        Assert.Empty(AccountFiles.ReadUsers(FakeHost.Utf8(new string('a', 300) + ":x:1:1::/:/"), 10));

    [Fact]
    public void Groups_are_read()
    {
        var groups = AccountFiles.ReadGroups("root:x:0:\nadm:x:4:syslog,ubuntu\nbroken\n"u8, 10);
        Assert.Equal(["root", "adm"], groups.Values.Select(group => FakeHost.Text(group.Name)));
    }
}
