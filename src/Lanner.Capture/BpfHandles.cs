using Microsoft.Win32.SafeHandles;

namespace Lanner.Capture;

/// <summary>An opened BPF object; closing it unloads programs and maps that no link or descriptor keeps.</summary>
sealed class BpfObjectHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public BpfObjectHandle() : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle()
    {
        LibBpf.Close(handle);
        return true;
    }
}

/// <summary>An attached program. It is a descriptor of this process and nothing pins it: it goes when the process goes.</summary>
sealed class BpfLinkHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    public BpfLinkHandle() : base(ownsHandle: true)
    {
    }

    protected override bool ReleaseHandle() => LibBpf.DestroyLink(handle) == 0;
}
