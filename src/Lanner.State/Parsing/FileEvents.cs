using Lanner.Events;

namespace Lanner.State.Parsing;

/// <summary>Calls that open files, and those that change what paths are relative to.</summary>
sealed class FileEvents(Descriptors descriptors)
{
    const long CurrentDirectory = -100;

    static readonly uint s_upperLayerCreated = EventTable.Flags("creat_flags")["FD_UPPER_LAYER_CREAT"];
    static readonly uint s_lowerLayerCreated = EventTable.Flags("creat_flags")["FD_LOWER_LAYER_CREAT"];

    readonly byte[] _path = new byte[PathText.BufferSize];

    /// <summary>The new descriptor; for a failed open the one that would have been, with number -1.</summary>
    public FileDescriptor? Open(in EventView e, Process process)
    {
        var hasResult = e.TryGetInt64(0, out var number);
        ReadOnlySpan<byte> rawName;
        ReadOnlySpan<byte> directory = process.Cwd;
        uint flags;
        uint device;
        ulong inode;
        switch (e.Code)
        {
            case EventCode.OpenExit:
                rawName = e.Text(1);
                flags = (uint)e.Int64(2);
                device = (uint)e.Int64(4);
                inode = (ulong)e.Int64(5);
                break;
            case EventCode.CreatExit:
                rawName = e.Text(1);
                flags = CreatFlags((uint)e.Int64(5));
                device = (uint)e.Int64(3);
                inode = (ulong)e.Int64(4);
                break;
            case EventCode.OpenByHandleAtExit:
                // The kernel side has told the whole path.
                rawName = e.Text(3);
                flags = (uint)e.Int64(2);
                device = (uint)e.Int64(4);
                inode = (ulong)e.Int64(5);
                break;
            default:
                var at = e.Code == EventCode.Openat2Exit ? 1 : 0;
                directory = DirectoryOf(process, e.Int64(1, CurrentDirectory));
                rawName = e.Text(2);
                flags = (uint)e.Int64(3);
                device = (uint)e.Int64(5 + at);
                inode = (ulong)e.Int64(6 + at);
                break;
        }

        var kind = (flags & FileFlags.Directory) != 0 ? DescriptorKind.Directory : DescriptorKind.File;
        var length = rawName.IsEmpty ? 0 : PathText.Join(directory, rawName, _path);
        var name = _path.AsSpan(0, length);
        if (!hasResult || !Descriptors.IsNumber(number))
        {
            var transient = descriptors.FillTransient(kind, name, rawName);
            transient.OpenFlags = flags;
            return transient;
        }

        return descriptors.AddFile(process, number, kind, name, rawName, flags, device, inode);
    }

    public void ChangeDirectory(in EventView e, Process process)
    {
        if (!Succeeded(e)) return;
        var path = e.Text(1);
        if (path.IsEmpty) return;
        var directory = _path.AsSpan(0, PathText.Join(process.Cwd, path, _path));
        if (e.Code == EventCode.ChrootExit) process.Root = TextKeeping.Keep(process.Root, directory);
        else SetDirectory(process, directory);
    }

    /// <summary>fchdir; the directory's descriptor.</summary>
    public static FileDescriptor? ChangeToDescriptor(in EventView e, Process process)
    {
        var descriptor = e.TryGetInt64(1, out var number) ? process.Descriptors.Find(number) : null;
        if (!Succeeded(e)) return descriptor;
        // A directory that is not known leaves one unknown working directory, not the one of before.
        SetDirectory(process, descriptor is null ? default : descriptor.Name);
        return descriptor;
    }

    static bool Succeeded(in EventView e) => e.TryGetInt64(0, out var result) && result == 0;

    static void SetDirectory(Process process, ReadOnlySpan<byte> directory)
    {
        var cwd = TextKeeping.Keep(process.Cwd, directory);
        if (ReferenceEquals(cwd, process.Cwd)) return;
        process.Cwd = cwd;
        process.Changed();
    }

    static ReadOnlySpan<byte> DirectoryOf(Process process, long number)
    {
        if ((int)number == CurrentDirectory) return process.Cwd;
        return process.Descriptors.Find(number) is { } descriptor ? descriptor.Name : default;
    }

    static uint CreatFlags(uint layer) => FileFlags.Created | FileFlags.WriteOnly | FileFlags.Truncate
        | ((layer & s_upperLayerCreated) != 0 ? FileFlags.UpperLayer : 0)
        | ((layer & s_lowerLayerCreated) != 0 ? FileFlags.LowerLayer : 0);
}
