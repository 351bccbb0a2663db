using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>
/// The calls of libbpf (1.0 and later) that loading needs. Functions that return a number return a negative errno on failure;
/// those that return a pointer return null and leave the reason in errno.
/// </summary>
static unsafe partial class LibBpf
{
    public const string Library = "libbpf.so.1";

    /// <summary>Map types of the kernel's uapi.</summary>
    public const int MapTypeRingBuffer = 27;
    public const int MapTypeTaskStorage = 29;

    [LibraryImport(Library, EntryPoint = "bpf_object__open_mem", SetLastError = true)]
    public static partial BpfObjectHandle OpenMemory(byte* image, nuint size, OpenOptions* options);

    [LibraryImport(Library, EntryPoint = "bpf_object__load")]
    public static partial int Load(BpfObjectHandle handle);

    [LibraryImport(Library, EntryPoint = "bpf_object__close")]
    public static partial void Close(nint handle);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_program")]
    public static partial nint NextProgram(BpfObjectHandle handle, nint previous);

    [LibraryImport(Library, EntryPoint = "bpf_program__name")]
    public static partial nint ProgramName(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__section_name")]
    public static partial nint ProgramSection(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__set_autoload")]
    public static partial int SetAutoload(nint program, [MarshalAs(UnmanagedType.U1)] bool load);

    [LibraryImport(Library, EntryPoint = "bpf_program__fd")]
    public static partial int ProgramFd(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_program__attach", SetLastError = true)]
    public static partial BpfLinkHandle Attach(nint program);

    [LibraryImport(Library, EntryPoint = "bpf_link__destroy")]
    public static partial int DestroyLink(nint link);

    [LibraryImport(Library, EntryPoint = "bpf_object__find_map_by_name", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint FindMap(BpfObjectHandle handle, string name);

    [LibraryImport(Library, EntryPoint = "bpf_object__next_map")]
    public static partial nint NextMap(BpfObjectHandle handle, nint previous);

    [LibraryImport(Library, EntryPoint = "bpf_map__name")]
    public static partial nint MapName(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__reuse_fd")]
    public static partial int ReuseFd(nint map, int fd);

    [LibraryImport(Library, EntryPoint = "bpf_map__fd")]
    public static partial int MapFd(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__set_max_entries")]
    public static partial int SetMaxEntries(nint map, uint entries);

    [LibraryImport(Library, EntryPoint = "bpf_map__max_entries")]
    public static partial uint MaxEntries(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__value_size")]
    public static partial uint ValueSize(nint map);

    [LibraryImport(Library, EntryPoint = "bpf_map__set_inner_map_fd")]
    public static partial int SetInnerMap(nint map, int fd);

    [LibraryImport(Library, EntryPoint = "bpf_map__initial_value")]
    public static partial byte* InitialValue(nint map, nuint* size);

    [LibraryImport(Library, EntryPoint = "bpf_object__btf")]
    public static partial nint ObjectTypes(BpfObjectHandle handle);

    [LibraryImport(Library, EntryPoint = "btf__load_vmlinux_btf", SetLastError = true)]
    public static partial nint LoadKernelTypes();

    [LibraryImport(Library, EntryPoint = "btf__free")]
    public static partial void FreeTypes(nint types);

    [LibraryImport(Library, EntryPoint = "btf__find_by_name_kind", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int FindType(nint types, string name, uint kind);

    [LibraryImport(Library, EntryPoint = "btf__type_by_id")]
    public static partial uint* TypeById(nint types, uint id);

    [LibraryImport(Library, EntryPoint = "btf__name_by_offset")]
    public static partial nint NameByOffset(nint types, uint offset);

    [LibraryImport(Library, EntryPoint = "bpf_map_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int CreateMap(int type, string name, uint keySize, uint valueSize, uint maxEntries, nint options);

    [LibraryImport(Library, EntryPoint = "bpf_map_update_elem")]
    public static partial int Update(int fd, void* key, void* value, ulong flags);

    [LibraryImport(Library, EntryPoint = "bpf_map_lookup_elem")]
    public static partial int Lookup(int fd, void* key, void* value);

    [LibraryImport(Library, EntryPoint = "bpf_map_get_next_key")]
    public static partial int NextKey(int fd, void* key, void* next);

    [LibraryImport(Library, EntryPoint = "libbpf_num_possible_cpus")]
    public static partial int PossibleCpus();

    /// <summary>1 when the kernel has the map type, 0 when not, negative when it could not be told.</summary>
    [LibraryImport(Library, EntryPoint = "libbpf_probe_bpf_map_type")]
    public static partial int ProbeMapType(int type, nint options);

    [LibraryImport(Library, EntryPoint = "libbpf_set_print")]
    public static partial nint SetPrint(delegate* unmanaged[Cdecl]<int, byte*, byte*, int> print);

    /// <summary>True when the library can be loaded at all.</summary>
    public static bool IsPresent()
    {
        if (!NativeLibrary.TryLoad(Library, typeof(LibBpf).Assembly, null, out var handle)) return false;
        // The handle is left open on purpose: the calls above use the same library.
        return handle != 0;
    }

    /// <summary>The head of struct bpf_object_open_opts; libbpf reads only the <see cref="Size"/> bytes given.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct OpenOptions
    {
        public nuint Size;
        public byte* ObjectName;
    }
}
