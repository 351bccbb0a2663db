namespace Lanner.Explore.Chisels;

/// <summary>One column of a table that holds a part of the key.</summary>
/// <param name="Field">The field it shows; also its name in JSON.</param>
/// <param name="Title">What stands above it.</param>
sealed record KeyColumn(string Field, string Title);

/// <summary>How a table looks: the value first, then the parts of the key.</summary>
sealed record TableShape
{
    public required IReadOnlyList<KeyColumn> Keys { get; init; }

    /// <summary>Name of the value in JSON.</summary>
    public required string Value { get; init; }

    public required string ValueTitle { get; init; }

    public Unit Unit { get; init; }

    /// <summary>Rows shown; 0 for all.</summary>
    public int Top { get; init; }
}

/// <summary>A chisel that is nothing but a table: what is added up, by what, of which events.</summary>
sealed record TableDeclaration
{
    public required IReadOnlyList<KeyColumn> Keys { get; init; }

    /// <summary>The columns when containers are shown; null for the same.</summary>
    public IReadOnlyList<KeyColumn>? ContainerKeys { get; init; }

    /// <summary>The field that is added up; <c>evt.count</c> counts events.</summary>
    public required string Value { get; init; }

    public required string ValueTitle { get; init; }

    public required Unit Unit { get; init; }

    public required string Filter { get; init; }

    public required int Top { get; init; }

    /// <summary>As it looks with or without containers.</summary>
    public TableShape Shape(bool withContainers) => new()
    {
        Keys = withContainers && ContainerKeys is not null ? ContainerKeys : Keys, Value = Value, ValueTitle = ValueTitle, Unit = Unit, Top = Top,
    };
}
