using System.Globalization;

using Lanner.Filters;

namespace Lanner.Explore.Chisels;

/// <summary>How many different descriptors were used, by any field. A descriptor is its number and its name.</summary>
sealed class CountDescriptors : Chisel
{
    /// <summary>Pairs of key and descriptor; beyond, new ones are counted as left out.</summary>
    const int MaxPairs = 1_000_000;

    readonly Field[] _keys;
    readonly Field _number;
    readonly FieldText _key = new();
    readonly FieldText _pair = new();
    readonly HashSet<byte[]> _pairs = new(Inspection.Utf8Keys.Instance);
    readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>> _known;
    readonly KeyTable _counts = new();
    long _leftOut;

    public CountDescriptors(ChiselValues arguments, ChiselSurroundings surroundings)
        : base(surroundings)
    {
        _known = _pairs.GetAlternateLookup<ReadOnlySpan<byte>>();
        _number = surroundings.Field("fd.num");
        _keys = [.. arguments["key"]!.Split(',').Select(name =>
        {
            var (field, problem) = surroundings.TryField(name.Trim());
            return field ?? throw new ChiselException(problem!);
        })];
    }

    public override IReadOnlyList<Field> Fields => _keys;

    public override void OnEvent(in EventContext context)
    {
        if (context.Descriptor is not { } descriptor || descriptor.Number <= 0 || descriptor.Name.IsEmpty) return;
        _key.Clear();
        for (var i = 0; i < _keys.Length; i++)
        {
            if (i > 0) _key.Append("\t"u8);
            if (!_key.Append(_keys[i], context)) return;
        }

        _pair.Clear();
        _pair.Append(_key.Bytes);
        _pair.Append("\0"u8);
        _pair.Append(_number, context);
        _pair.Append("\0"u8);
        _pair.Append(descriptor.Name);
        if (_known.Contains(_pair.Bytes)) return;
        if (_pairs.Count >= MaxPairs)
        {
            _leftOut++;
            return;
        }

        _known.Add(_pair.Bytes);
        _counts.Add(_key.Bytes, 1);
    }

    public override void OnEnd(ChiselMoment moment)
    {
        foreach (var index in _counts.Top(0))
        {
            if (Output.Json)
            {
                var row = new JsonRow(Output);
                row.Add("key"u8, _counts.Key(index));
                row.Add("count"u8, _counts.Sum(index));
                row.End();
            }
            else
            {
                Output.AddForeign(_counts.Key(index)).Add("\t"u8).Add(_counts.Sum(index).ToString(CultureInfo.InvariantCulture)).EndLine();
            }
        }

        if (_leftOut > 0 && !Output.Json) Output.Add($"({_leftOut} uses of more descriptors than are kept, {MaxPairs}, are not counted)").EndLine();
    }
}
