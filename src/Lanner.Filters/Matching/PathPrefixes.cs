namespace Lanner.Filters;

/// <summary>
/// Path prefixes compared by component: <c>/etc</c> holds <c>/etc</c> and <c>/etc/passwd</c> but not <c>/etcetera</c>.
/// Components may be shell patterns. A tree of components, so every prefix costs the same few steps; each node of the tree is
/// looked at once at most.
/// </summary>
sealed class PathPrefixes
{
    readonly Node _absolute;
    readonly Node _relative;

    public PathPrefixes(IEnumerable<byte[]> prefixes) : this([.. prefixes.Select(prefix => (prefix, 0))])
    {
    }

    /// <param name="prefixes">Each with a number, for <see cref="Find"/>.</param>
    public PathPrefixes(IReadOnlyCollection<(byte[] Prefix, int Number)> prefixes)
    {
        Numbered = prefixes;
        var absolute = new NodeBuilder();
        var relative = new NodeBuilder();
        foreach (var (prefix, number) in prefixes)
        {
            var node = IsAbsolute(prefix) ? absolute : relative;
            for (ReadOnlySpan<byte> rest = prefix; TryTakeComponent(ref rest, out var component);) node = node.Child(component.ToArray());
            if (node != relative) node.Ends.Add(number);
        }

        _absolute = absolute.Build();
        _relative = relative.Build();
    }

    /// <summary>What it was made of.</summary>
    public IReadOnlyCollection<(byte[] Prefix, int Number)> Numbered { get; }

    /// <summary>Sets the bits of the numbers of all prefixes of a path.</summary>
    public void Find(ReadOnlySpan<byte> path, Span<ulong> found) => (IsAbsolute(path) ? _absolute : _relative).Find(path, found);

    public bool Contains(ReadOnlySpan<byte> path) => (IsAbsolute(path) ? _absolute : _relative).Matches(path);

    static bool IsAbsolute(ReadOnlySpan<byte> path) => path.Length > 0 && path[0] == '/';

    /// <summary>Takes the next component; empty ones (doubled slashes) do not count.</summary>
    static bool TryTakeComponent(scoped ref ReadOnlySpan<byte> path, out ReadOnlySpan<byte> component)
    {
        var start = path.IndexOfAnyExcept((byte)'/');
        if (start < 0)
        {
            component = default;
            return false;
        }

        var length = path[start..].IndexOf((byte)'/');
        if (length < 0) length = path.Length - start;
        component = path.Slice(start, length);
        path = path[(start + length)..];
        return true;
    }

    sealed class NodeBuilder
    {
        readonly Dictionary<string, (byte[] Component, NodeBuilder Child)> _children = new(StringComparer.Ordinal);

        public List<int> Ends { get; } = [];

        public NodeBuilder Child(byte[] component)
        {
            var key = Convert.ToHexString(component);
            if (!_children.TryGetValue(key, out var child)) _children[key] = child = (component, new NodeBuilder());
            return child.Child;
        }

        public Node Build()
        {
            var literals = _children.Values.Where(child => !Glob.IsPattern(child.Component)).ToArray();
            var patterns = _children.Values.Where(child => Glob.IsPattern(child.Component)).ToArray();
            return new Node([.. Ends], new Utf8Table(literals.Select(child => child.Component)), [.. literals.Select(child => child.Child.Build())],
                [.. patterns.Select(child => (child.Component, child.Child.Build()))]);
        }
    }

    sealed class Node(int[] ends, Utf8Table names, Node[] named, (byte[] Pattern, Node Child)[] patterns)
    {
        public bool Matches(ReadOnlySpan<byte> path)
        {
            if (ends.Length > 0) return true;
            if (!TryTakeComponent(ref path, out var component)) return false;
            var index = names.IndexOf(component);
            if (index >= 0 && named[index].Matches(path)) return true;
            foreach (var (pattern, child) in patterns)
            {
                if (Glob.IsMatch(pattern, component) && child.Matches(path)) return true;
            }

            return false;
        }

        public void Find(ReadOnlySpan<byte> path, Span<ulong> found)
        {
            foreach (var number in ends) found[number >> 6] |= 1UL << number;
            if (!TryTakeComponent(ref path, out var component)) return;
            var index = names.IndexOf(component);
            if (index >= 0) named[index].Find(path, found);
            foreach (var (pattern, child) in patterns)
            {
                if (Glob.IsMatch(pattern, component)) child.Find(path, found);
            }
        }
    }
}
