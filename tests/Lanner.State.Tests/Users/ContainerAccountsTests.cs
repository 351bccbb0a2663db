using System.Globalization;
using Lanner.State.Users;
using Xunit;

namespace Lanner.State.Tests.Users;

/// <summary>Reads real files below a directory that stands for a container's root.</summary>
public sealed class ContainerAccountsTests : IAsyncLifetime
{
    readonly string _root = Directory.CreateTempSubdirectory("accounts").FullName;
    ContainerAccounts _accounts = null!;

    public ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.Join(_root, "etc"));
        _accounts = new ContainerAccounts(patience: TimeSpan.FromSeconds(20));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _accounts.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task The_merged_root_of_a_container_is_read()
    {
        Write("etc/passwd", "bob:x:1000:1000::/home/bob:/bin/ash\n");
        Write("etc/group", "staff:x:50:\n");
        var answer = await AskAsync();
        Assert.Equal("bob", FakeHost.Text(answer.Users![1000].Name));
        Assert.Equal("staff", FakeHost.Text(answer.Groups![50].Name));
    }

    [Fact]
    public async Task Links_do_not_lead_out_of_the_root()
    {
        // On the host this file exists; inside the root the link leads to the root's own file, which does not.
        var outside = Path.Join(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(outside, "leak:x:1:1::/:/\n", TestContext.Current.CancellationToken);
        try
        {
            File.CreateSymbolicLink(Path.Join(_root, "etc/passwd"), outside);
            File.CreateSymbolicLink(Path.Join(_root, "etc/group"), "../../../../../../.." + outside);
            var answer = await AskAsync();
            Assert.Empty(answer.Users!);
            Assert.Empty(answer.Groups!);
        }
        finally
        {
            File.Delete(outside);
        }
    }

    [Fact]
    public async Task Links_inside_the_root_are_followed()
    {
        Write("usr-passwd", "bob:x:1000:1000::/:/\n");
        File.CreateSymbolicLink(Path.Join(_root, "etc/passwd"), "/usr-passwd");
        Assert.Single((await AskAsync()).Users!);
    }

    [Fact]
    public async Task Neither_pipes_nor_huge_files_nor_directories_are_read()
    {
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", Path.Join(_root, "etc/passwd"))) await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Join(_root, "etc/group"));
        Assert.Empty((await AskAsync()).Users!);
        File.Delete(Path.Join(_root, "etc/passwd"));
        Write("etc/passwd", string.Concat(Enumerable.Repeat("bob:x:1000:1000::/:/\n", 100_000)));
        Assert.Empty((await AskAsync()).Users!);
    }

    [Fact]
    public async Task A_root_without_files_has_no_names()
    {
        Directory.Delete(Path.Join(_root, "etc"));
        var answer = await AskAsync();
        Assert.Empty(answer.Users!);
        Assert.Empty(answer.Groups!);
    }

    [Fact]
    public async Task The_hosts_own_files_are_read()
    {
        Assert.SkipUnless(File.Exists("/etc/passwd"), "this host has no /etc/passwd");
        var answer = await AskAsync(new AccountRequest(this, 0, [], []));
        Assert.Equal("root", FakeHost.Text(answer.Users![0].Name));
    }

    [Fact]
    public async Task A_process_is_believed_only_when_its_cgroups_name_the_container()
    {
        var own = Environment.ProcessId;
        Assert.Null((await AskAsync(new AccountRequest(this, own, FakeHost.Utf8("no-such-container"), []))).Users);
        var cgroup = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{own}/cgroup"), TestContext.Current.CancellationToken);
        var name = cgroup.TrimEnd().Split('/')[^1];
        if (name.Length == 0) name = "/";
        Assert.NotEmpty((await AskAsync(new AccountRequest(this, own, FakeHost.Utf8(name), []))).Users!);
    }

    [Fact]
    public async Task A_process_that_is_gone_is_no_answer()
    {
        var answer = await AskAsync(new AccountRequest(this, int.MaxValue, FakeHost.Utf8("x"), []));
        Assert.Null(answer.Users);
        Assert.Same(this, answer.Owner);
    }

    Task<AccountAnswer> AskAsync() => AskAsync(new AccountRequest(this, int.MaxValue, FakeHost.Utf8("none"), FakeHost.Utf8(_root)));

    async Task<AccountAnswer> AskAsync(AccountRequest request)
    {
        Assert.True(_accounts.Request(request));
        while (true)
        {
            if (_accounts.TryTake(out var answer)) return answer;
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    void Write(string path, string text) => File.WriteAllText(Path.Join(_root, path), text);
}
