using System.Globalization;
using System.Text;

namespace Lanner.Schema;

/// <summary>Writes the C filler of one event from the sources of its parameters.</summary>
/// <remarks>
/// A source is <c>ret</c>, <c>empty</c>, a number, <c>vm_size</c>, <c>vm_rss</c>, <c>vm_swap</c>, or <c>function(argument
/// index)</c>: <c>path</c> copies a string of the caller, <c>fd s32 u8 u16 u32 u64</c> narrow the register, any other name is
/// a conversion in flags.bpf.h.
/// </remarks>
sealed class FillerWriter(EventRow row)
{
    public string Write()
    {
        var isFixed = row.Parameters.All(static p => Size(p.Type) is not null && p.Source != "empty");
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"SEC(\"tp_btf/sys_exit\")\nint {row.Name}_x(__u64 *ctx)\n{{\n\tstruct filler f;\n\n");
        text.Append(isFixed
            ? $"\tif (!begin_fixed(&f, {row.Parameters.Count}, {row.Parameters.Sum(static p => Size(p.Type))}, EVENT_{row.Name}))\n"
            : $"\tif (!begin_filler(&f, {row.Parameters.Count}))\n");
        text.Append("\t\treturn 0;\n");
        foreach (var parameter in row.Parameters)
            text.Append('\t').Append(Put(parameter)).Append(";\n");
        text.Append(CultureInfo.InvariantCulture, $"\treturn {(isFixed ? "end_fixed" : "end_filler")}(&f, EVENT_{row.Name});\n}}\n");
        return text.ToString();
    }

    string Put(ParameterCell parameter)
    {
        var source = parameter.Source ?? "";
        if (source == "empty")
            return "put_empty(&f.w)";
        if (parameter.Type is "FSPATH" or "FSRELPATH" or "CHARBUF")
        {
            var (function, index) = Call(parameter);
            if (function != "path")
                throw new FormatException($"{row.Name}.{parameter.Name}: a text parameter needs path(n), not '{source}'");
            return $"put_user_string(&f.w, f.call->args[{index}])";
        }
        return $"{Store(parameter.Type)}(&f.w, {Value(parameter)})";
    }

    string Value(ParameterCell parameter)
    {
        if (parameter.Source == "ret")
            return "f.call->ret";
        if (parameter.Source is [_, ..] digits && digits.All(char.IsAsciiDigit))
            return digits;
        if (parameter.Source is "vm_size" or "vm_rss" or "vm_swap")
            return $"{parameter.Source}_kib(walk_task(f.task, mm))";
        var (function, index) = Call(parameter);
        var register = $"f.call->args[{index}]";
        return function switch
        {
            "fd" or "s32" => $"(__s32){register}",
            "u8" or "u16" or "u32" => $"(__{function}){register}",
            "u64" => register,
            _ => $"{function}({register})",
        };
    }

    (string Function, int Index) Call(ParameterCell parameter)
    {
        var source = parameter.Source ?? "";
        var open = source.IndexOf('(', StringComparison.Ordinal);
        if (open > 0 && source.EndsWith(')') && int.TryParse(source[(open + 1)..^1], out var index) && index is >= 0 and < 6)
            return (source[..open], index);
        throw new FormatException($"{row.Name}.{parameter.Name}: source '{source}' is not function(argument)");
    }

    static string Store(string type) => (Size(type), IsSigned(type)) switch
    {
        (1, _) => "put_u8",
        (2, false) => "put_u16",
        (2, true) => "put_s16",
        (4, false) => "put_u32",
        (4, true) => "put_s32",
        (8, false) => "put_u64",
        (8, true) => "put_s64",
        _ => throw new FormatException($"type {type} has no fixed size"),
    };

    static bool IsSigned(string type) => type is "ERRNO" or "FD" or "PID" || type.StartsWith("INT", StringComparison.Ordinal);

    static int? Size(string type) => type switch
    {
        "INT8" or "UINT8" or "SIGTYPE" or "FLAGS8" or "ENUMFLAGS8" => 1,
        "INT16" or "UINT16" or "FLAGS16" or "ENUMFLAGS16" or "SYSCALLID" or "PORT" => 2,
        "INT32" or "UINT32" or "FLAGS32" or "ENUMFLAGS32" or "UID" or "GID" or "MODE" or "SIGSET" => 4,
        "INT64" or "UINT64" or "ERRNO" or "FD" or "PID" or "RELTIME" or "ABSTIME" => 8,
        _ => null,
    };
}
