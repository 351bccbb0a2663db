using System.Diagnostics;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lanner.Capture.Proc;
using Lanner.Events;
using Xunit;

namespace Lanner.Capture.Tests.Proc;

/// <summary>The snapshot of the machine the test runs on, this process and children of it.</summary>
public sealed class ProcSnapshotTests
{
    [Fact]
    public void This_process_is_found_with_its_facts()
    {
        var threads = ProcSnapshot.Read().Threads;
        var self = Assert.Single(threads, thread => thread.Tid == Environment.ProcessId);

        Assert.Equal(Environment.ProcessId, self.Pid);
        Assert.Equal(Environment.ProcessPath, Text(self.ExePath));
        Assert.Equal(Environment.CurrentDirectory, Text(self.Cwd));
        Assert.Equal("/", Text(self.Root));
        Assert.Equal(File.ReadAllText("/proc/self/comm").TrimEnd('\n'), Text(self.Name));
        Assert.Equal(Environment.GetCommandLineArgs().Length > 1, self.Args.Length > 0);
        Assert.True(self.VmRssKiB > 1000);
        Assert.True(self.FdLimit is -1 or > 100);
        Assert.Contains("PATH=", Text(self.Environment), StringComparison.Ordinal);
        var started = Process.GetCurrentProcess().StartTime.ToUniversalTime() - DateTime.UnixEpoch;
        Assert.InRange(self.StartNs / 1e9 - started.TotalSeconds, -1, 1);
        Assert.Equal(threads.Single(thread => thread.Tid == 1).StartNs, self.PidNamespaceStartNs);
    }

    [Fact]
    public void Threads_follow_their_main_thread_and_share_its_facts()
    {
        var threads = ProcSnapshot.Read().Threads;
        var own = threads.Where(thread => thread.Pid == Environment.ProcessId).ToList();

        Assert.True(own.Count > 3, "the runtime has threads of its own");
        Assert.Equal(Environment.ProcessId, own[0].Tid);
        Assert.All(own.Skip(1), thread =>
        {
            Assert.Same(own[0].ExePath, thread.ExePath);
            Assert.Empty(thread.Descriptors);
            Assert.NotEqual(0u, thread.Flags & EventTable.Flags("clone_flags")["CLONE_THREAD"]);
        });
        Assert.Contains(own, thread => Text(thread.Name).StartsWith(".NET", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_descriptors_are_told_by_kind_with_their_names_and_addresses()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "with blank\nand line end");
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        using var pipe = new AnonymousPipeServerStream();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = (ushort)((IPEndPoint)listener.LocalEndPoint!).Port;
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        var clientPort = (ushort)((IPEndPoint)client.LocalEndPoint!).Port;
        using var accepted = listener.Accept();
        using var udp6 = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        udp6.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var socketPath = Path.Combine(folder.Path, "s");
        unix.Bind(new UnixDomainSocketEndPoint(socketPath));

        var self = ProcSnapshot.ReadOne(Environment.ProcessId)!;
        DescriptorSnapshot Of(nint handle) => Assert.Single(self.Descriptors, descriptor => descriptor.Fd == handle);

        var written = Of(file.SafeFileHandle.DangerousGetHandle());
        Assert.Equal((DescriptorKind.FileWithFlags, path), (written.Kind, Text(written.Name)));
        Assert.Equal(EventTable.Flags("file_flags")["O_WRONLY"], written.OpenFlags & 3);
        Assert.NotEqual(0u, written.OpenFlags & EventTable.Flags("file_flags")["O_CLOEXEC"]);
        Assert.NotEqual(0ul, written.Inode);
        Assert.NotEqual(0u, written.Device);
        Assert.Equal(DescriptorKind.Fifo, Of(pipe.SafePipeHandle.DangerousGetHandle()).Kind);
        var listening = Of(listener.Handle);
        Assert.Equal((DescriptorKind.IPv4Listener, TransportProtocol.Tcp, port), (listening.Kind, listening.Transport, listening.SourcePort));
        Assert.Equal([127, 0, 0, 1], listening.SourceAddress);
        foreach (var end in (Socket[])[client, accepted])
        {
            var connection = Of(end.Handle);
            Assert.Equal((DescriptorKind.IPv4Connection, clientPort, port), (connection.Kind, connection.SourcePort, connection.DestinationPort));
        }

        var datagram = Of(udp6.Handle);
        Assert.Equal((DescriptorKind.IPv6Listener, TransportProtocol.Udp), (datagram.Kind, datagram.Transport));
        Assert.Equal(IPAddress.IPv6Loopback.GetAddressBytes(), datagram.SourceAddress);
        Assert.Equal((DescriptorKind.UnixSocket, socketPath), (Of(unix.Handle).Kind, Text(Of(unix.Handle).Name)));
        Assert.Contains(self.Descriptors, descriptor => descriptor.Kind == DescriptorKind.EventPoll);
    }

    [Fact]
    public void A_child_is_found_with_arguments_environment_and_parent()
    {
        var start = new ProcessStartInfo("/bin/sleep", ["1000"]) { WorkingDirectory = "/usr" };
        start.Environment.Clear();
        start.Environment["LANNER_TEST"] = "a=b c";
        using var child = Process.Start(start)!;
        try
        {
            var snapshot = ProcSnapshot.ReadOne(child.Id)!;

            Assert.Equal((Environment.ProcessId, child.Id), (snapshot.ParentPid, snapshot.Tid));
            Assert.Equal(("/bin/sleep", "1000\0", "/usr"), (Text(snapshot.Exe), Text(snapshot.Args), Text(snapshot.Cwd)));
            Assert.Equal("LANNER_TEST=a=b c\0", Text(snapshot.Environment));
            Assert.Equal(new FileInfo("/bin/sleep").LastWriteTimeUtc, DateTime.UnixEpoch.AddTicks((long)(snapshot.ExeInodeMtimeNs / 100)));
            Assert.False(snapshot.ExeFromMemFd);
            Assert.Equal(Environment.IsPrivilegedProcess, snapshot.ExeWritable);
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void A_deleted_program_keeps_its_path_without_the_mark()
    {
        using var folder = new TemporaryFolder();
        var program = Path.Combine(folder.Path, "gone");
        var lookalike = Path.Combine(folder.Path, "kept (deleted)");
        File.Copy("/bin/sleep", program);
        File.Copy("/bin/sleep", lookalike);
        using var deleted = Process.Start(program, "1000");
        using var kept = Process.Start(lookalike, "1000");
        File.Delete(program);
        try
        {
            Assert.Equal(program, Text(ProcSnapshot.ReadOne(deleted.Id)!.ExePath));
            Assert.Equal(lookalike, Text(ProcSnapshot.ReadOne(kept.Id)!.ExePath));
        }
        finally
        {
            deleted.Kill();
            kept.Kill();
            deleted.WaitForExit();
            kept.WaitForExit();
        }
    }

    [Fact]
    public void A_huge_environment_and_many_arguments_are_cut()
    {
        var start = new ProcessStartInfo("/bin/sleep", ["1000", .. Enumerable.Repeat("0", 5000)]);
        start.Environment["HUGE"] = new string('x', 100_000);
        using var child = Process.Start(start)!;
        try
        {
            var snapshot = ProcSnapshot.ReadOne(child.Id)!;

            Assert.Equal((4096, 4096), (snapshot.Args.Length, snapshot.Environment.Length));
            Assert.Equal((0, 0), (snapshot.Args[^1], snapshot.Environment[^1]));
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void Descriptors_beyond_the_limits_are_left_out_and_told()
    {
        var all = ProcSnapshot.Read();
        var few = ProcSnapshot.Read(new ProcOptions { DescriptorsPerProcessMax = 5 });
        var none = ProcSnapshot.Read(new ProcOptions { DescriptorsMax = 7 });

        Assert.Equal(0, all.Omissions.DescriptorsLeftOut);
        Assert.Contains(all.Threads, thread => thread.Descriptors.Count > 5);
        Assert.All(few.Threads, thread => Assert.True(thread.Descriptors.Count <= 5));
        Assert.True(few.Omissions.DescriptorsLeftOut > 0);
        Assert.True(none.Threads.Sum(thread => thread.Descriptors.Count) <= 7);
    }

    [Fact]
    public void Threads_beyond_the_limit_are_left_out_and_told()
    {
        var snapshot = ProcSnapshot.Read(new ProcOptions { ThreadsMax = 3 });

        Assert.True(snapshot.Omissions.ThreadsLeftOut);
        Assert.InRange(snapshot.Threads.Count, 1, 4);
    }

    [Fact]
    public void A_thread_that_is_gone_or_never_was_is_not_found()
    {
        using var process = Process.Start("/bin/true");
        process.WaitForExit();

        Assert.Null(ProcSnapshot.ReadOne(process.Id));
        Assert.Null(ProcSnapshot.ReadOne(int.MaxValue));
        Assert.Null(ProcSnapshot.ReadOne(0));
        Assert.Null(ProcSnapshot.ReadOne(-5));
    }

    [Fact]
    public void A_single_thread_of_a_process_is_read_with_the_process_it_belongs_to()
    {
        var tid = Directory.GetDirectories("/proc/self/task").Select(path => int.Parse(Path.GetFileName(path))).Max();
        using var reader = new ProcReader(new ProcOptions());

        Assert.True(reader.TryRead(tid, out var thread));
        Assert.Equal((tid, Environment.ProcessId), (thread.Tid, thread.Pid));
        Assert.Equal(Environment.ProcessPath, Text(thread.ExePath));
        Assert.NotEmpty(thread.Descriptors);
    }

    [Fact]
    public void Processes_that_come_and_go_while_being_read_do_no_harm()
    {
        using var churn = Process.Start("/bin/sh", ["-c", "while :; do /bin/true & /bin/true; done"]);
        try
        {
            for (var i = 0; i < 20; i++)
                Assert.Contains(ProcSnapshot.Read().Threads, thread => thread.Tid == Environment.ProcessId);
        }
        finally
        {
            churn.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public void A_folder_that_is_no_process_file_system_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal("/proc", Assert.Throws<CaptureException>(() => new ProcReader(new ProcOptions { Root = folder.Path })).Problem.Feature);
        Assert.Throws<CaptureException>(() => new ProcReader(new ProcOptions { Root = "/no/such/folder" }));
    }

    [Fact]
    public void Reading_leaves_no_descriptor_open()
    {
        for (var i = 0; i < 5; i++) ProcSnapshot.Read();

        // Not counted: other tests open and close descriptors beside this one. Those of /proc's own folders are this class's.
        Assert.DoesNotContain(Directory.GetFileSystemEntries("/proc/self/fd"),
            fd => LinkText.Of(fd) is "/proc" or "/" or "/proc/1/root" || LinkText.Of(fd).StartsWith("/proc/1/", StringComparison.Ordinal));
    }

    static string Text(byte[] utf8) => Encoding.UTF8.GetString(utf8);
}
