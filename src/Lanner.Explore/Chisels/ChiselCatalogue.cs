namespace Lanner.Explore.Chisels;

/// <summary>All chisels that are built in.</summary>
public static class ChiselCatalogue
{
    /// <summary>By category, then by name.</summary>
    public static IReadOnlyList<ChiselDefinition> All { get; } =
    [
        .. TableDeclarations.All.Concat(LineDefinitions.All)
            .OrderBy(chisel => chisel.Category, StringComparer.Ordinal).ThenBy(chisel => chisel.Name, StringComparer.Ordinal),
    ];

    /// <summary>The chisel of that name, or null.</summary>
    public static ChiselDefinition? Find(string name) => All.FirstOrDefault(chisel => chisel.Name == name);
}
