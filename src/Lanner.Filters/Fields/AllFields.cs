namespace Lanner.Filters.Fields;

/// <summary>The field catalogue: every field that conditions and outputs can name.</summary>
public static class AllFields
{
    /// <summary>In the order of the documentation: family by family.</summary>
    public static IReadOnlyList<FieldDefinition> Definitions { get; } =
    [
        .. EventFields.All, .. EventResultFields.All, .. EventArgumentFields.All, .. EventPathFields.All, .. EventCountFields.All,
        .. ProcessFields.All, .. ProcessTimeFields.All, .. AncestorFields.All, .. LeaderFields.All, .. ThreadFields.All,
        .. UserFields.All,
        .. DescriptorFields.All, .. NetworkFields.All, .. HostNameFields.All(HostNames.Shared), .. PathFields.All,
        .. DescriptorListFields.All,
        .. ContainerFields.All, .. ContainerMountFields.All, .. KubernetesFields.All,
    ];
}
