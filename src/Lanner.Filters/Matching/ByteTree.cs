namespace Lanner.Filters;

/// <summary>
/// Finds, of many texts at once, those that a value equals and those it begins with (or, built from the end, ends with): a tree of the
/// texts' common parts, walked once along the value. What is found are numbers that the builder gave to the texts.
/// </summary>
sealed class ByteTree(bool fromEnd)
{
    readonly Node _root = new();

    public bool IsEmpty { get; private set; } = true;

    /// <summary>Adds a text under a number; while building only.</summary>
    /// <param name="whole">The value must be equal; else it need only begin (end) with the text.</param>
    public void Add(ReadOnlySpan<byte> text, bool whole, int number)
    {
        IsEmpty = false;
        var node = _root;
        var rest = fromEnd ? Reversed(text) : text;
        while (!rest.IsEmpty)
        {
            var at = node.IndexOf(rest[0]);
            if (at < 0)
            {
                node = node.Append(rest, fromEnd);
                break;
            }

            var child = node.Children[at];
            var label = fromEnd ? Reversed(child.Label) : child.Label;
            var common = rest.CommonPrefixLength(label);
            if (common < label.Length) node.Children[at] = child = Node.Split(label, common, child, fromEnd);
            node = child;
            rest = rest[common..];
        }

        if (whole) node.Whole = [.. node.Whole, number];
        else node.Part = [.. node.Part, number];
    }

    /// <summary>Sets the bits of the numbers of all texts found.</summary>
    public void Find(ReadOnlySpan<byte> text, Span<ulong> found)
    {
        var node = _root;
        while (true)
        {
            Set(node.Part, found);
            if (text.IsEmpty)
            {
                Set(node.Whole, found);
                return;
            }

            var at = node.IndexOf(fromEnd ? text[^1] : text[0]);
            if (at < 0) return;
            node = node.Children[at];
            if (fromEnd)
            {
                if (!text.EndsWith(node.Label)) return;
                text = text[..^node.Label.Length];
            }
            else
            {
                if (!text.StartsWith(node.Label)) return;
                text = text[node.Label.Length..];
            }
        }
    }

    static void Set(int[] numbers, Span<ulong> found)
    {
        foreach (var number in numbers) found[number >> 6] |= 1UL << number;
    }

    static byte[] Reversed(ReadOnlySpan<byte> text)
    {
        var reversed = text.ToArray();
        reversed.AsSpan().Reverse();
        return reversed;
    }

    sealed class Node
    {
        /// <summary>First bytes, in walking order, of the children's labels.</summary>
        byte[] _first = [];

        public Node[] Children { get; private set; } = [];

        /// <summary>The bytes from the parent to here, as they stand in values.</summary>
        public byte[] Label { get; private set; } = [];

        public int[] Part { get; set; } = [];

        public int[] Whole { get; set; } = [];

        public int IndexOf(byte first) => _first.AsSpan().IndexOf(first);

        /// <param name="label">In walking order.</param>
        public Node Append(ReadOnlySpan<byte> label, bool fromEnd)
        {
            var child = new Node();
            child.SetLabel(label, fromEnd);
            Adopt(label[0], child);
            return child;
        }

        /// <summary>A node for the first bytes of a label, with the old node below it for the others.</summary>
        public static Node Split(ReadOnlySpan<byte> label, int common, Node child, bool fromEnd)
        {
            var upper = new Node();
            upper.SetLabel(label[..common], fromEnd);
            child.SetLabel(label[common..], fromEnd);
            upper.Adopt(label[common], child);
            return upper;
        }

        void Adopt(byte first, Node child)
        {
            _first = [.. _first, first];
            Children = [.. Children, child];
        }

        void SetLabel(ReadOnlySpan<byte> label, bool fromEnd) => Label = fromEnd ? Reversed(label) : label.ToArray();
    }
}
