using Lanner.Yaml;

namespace Lanner.Rules.Diagnostics;

/// <summary>A place in a file and the items it lies in, innermost last.</summary>
sealed class ItemPath
{
    readonly ItemPath? _parent;
    readonly string _itemType;
    readonly string _itemName;

    ItemPath(ItemPath? parent, SourceFile file, string itemType, string itemName, int offset)
    {
        _parent = parent;
        File = file;
        _itemType = itemType;
        _itemName = itemName;
        Offset = offset;
    }

    public SourceFile File { get; }

    public int Offset { get; }

    public static ItemPath Of(SourceFile file, int offset = 0) => new(null, file, ItemTypes.RulesContent, "", offset);

    public ItemPath Into(string itemType, string itemName, YamlNode node) => new(this, File, itemType, itemName, node.Start);

    public ItemPath Into(string itemType, string itemName, int offset) => new(this, File, itemType, itemName, offset);

    public IReadOnlyList<DiagnosticLocation> Locations()
    {
        var locations = new List<DiagnosticLocation>();
        for (var path = this; path is not null; path = path._parent)
            locations.Add(new DiagnosticLocation(path._itemType, path._itemName, File.Locate(path.Offset)));
        locations.Reverse();
        return locations;
    }
}
