namespace Lanner.Configuration;

/// <summary>What becomes of a top-level key that an included file gives and the tree has already.</summary>
enum MergeStrategy
{
    /// <summary>Lists grow, everything else is replaced.</summary>
    Append,
    Override,
    /// <summary>What is there stays.</summary>
    AddOnly,
}

static class Merging
{
    public static ConfigMap Merge(ConfigMap tree, ConfigMap included, MergeStrategy strategy)
    {
        foreach (var entry in included.Entries)
        {
            if (tree.Find(entry.Key) is not { } present) tree = tree.With(entry);
            else if (strategy == MergeStrategy.Append && entry.Value is ConfigList more)
                tree = tree.With(present with { Value = present.Value is ConfigList list ? list.Append(more.Items) : more });
            else if (strategy != MergeStrategy.AddOnly)
                tree = tree.With(entry);
        }

        return tree;
    }
}
