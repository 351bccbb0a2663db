using System.Runtime.InteropServices;

namespace Lanner.Capture;

/// <summary>A named place in a struct or data section: offset and, for variables, size, in bytes.</summary>
readonly record struct BpfMember(string Name, int Offset, int Size);

/// <summary>
/// Reads the type information (BTF) of an object or of the kernel: where a variable lies in its section, what the members of a
/// struct are, what number an enumerator has. The layout is the kernel's uapi/linux/btf.h.
/// </summary>
sealed unsafe class BpfTypes : IDisposable
{
    const uint KindStruct = 4;
    const uint KindEnum = 6;
    const uint KindDataSection = 15;
    const uint KindFlag = 1u << 31;

    readonly nint _types;
    readonly bool _owned;

    BpfTypes(nint types, bool owned)
    {
        _types = types;
        _owned = owned;
    }

    /// <summary>The object's types; valid as long as the object is open. Null when it was compiled without.</summary>
    public static BpfTypes? Of(BpfObjectHandle handle)
    {
        var types = LibBpf.ObjectTypes(handle);
        return types == 0 ? null : new BpfTypes(types, owned: false);
    }

    /// <summary>The running kernel's types, or null when it has none. Takes some 10 ms.</summary>
    public static BpfTypes? OfKernel()
    {
        var types = LibBpf.LoadKernelTypes();
        return types == 0 ? null : new BpfTypes(types, owned: true);
    }

    /// <summary>The variables of a data section such as <c>.rodata</c>.</summary>
    public IReadOnlyList<BpfMember> Variables(string section)
    {
        var type = Find(section, KindDataSection);
        if (type == null) return [];
        var members = new List<BpfMember>();
        for (var i = 0u; i < Count(type); i++)
        {
            // struct btf_var_secinfo: type, offset, size; the type is the variable, whose first word is its name.
            var entry = type + 3 + 3 * i;
            var variable = LibBpf.TypeById(_types, entry[0]);
            if (variable != null) members.Add(new BpfMember(Name(variable[0]), (int)entry[1], (int)entry[2]));
        }

        return members;
    }

    /// <summary>The members of a struct in their order, without sizes.</summary>
    public IReadOnlyList<BpfMember> Members(string structure)
    {
        var type = Find(structure, KindStruct);
        if (type == null) return [];
        var members = new List<BpfMember>();
        for (var i = 0u; i < Count(type); i++)
        {
            var entry = type + 3 + 3 * i;
            var bits = (type[1] & KindFlag) != 0 ? entry[2] & 0xffffff : entry[2];
            members.Add(new BpfMember(Name(entry[0]), (int)(bits / 8), 0));
        }

        return members;
    }

    /// <summary>The size of a struct in bytes, or 0.</summary>
    public int SizeOf(string structure)
    {
        var type = Find(structure, KindStruct);
        return type == null ? 0 : (int)type[2];
    }

    /// <summary>The value of an enumerator, or null.</summary>
    public int? Enumerator(string enumeration, string name)
    {
        var type = Find(enumeration, KindEnum);
        if (type == null) return null;
        for (var i = 0u; i < Count(type); i++)
        {
            var entry = type + 3 + 2 * i;
            if (Name(entry[0]) == name) return (int)entry[1];
        }

        return null;
    }

    public void Dispose()
    {
        if (_owned) LibBpf.FreeTypes(_types);
    }

    uint* Find(string name, uint kind)
    {
        var id = LibBpf.FindType(_types, name, kind);
        return id < 0 ? null : LibBpf.TypeById(_types, (uint)id);
    }

    string Name(uint offset) => Marshal.PtrToStringUTF8(LibBpf.NameByOffset(_types, offset)) ?? "";

    static uint Count(uint* type) => type[1] & 0xffff;
}
