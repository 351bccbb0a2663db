using Lanner.Filters;

namespace Lanner.Cli;

/// <summary>
/// Conditions as lines for people: what fits stands on one line, else each operand of a chain has its own, behind its connector.
/// </summary>
static class ConditionLayout
{
    const int Width = 110;
    const string Step = "    ";

    /// <summary>The lines, each already safe for a terminal and behind <paramref name="indent"/>.</summary>
    public static IReadOnlyList<string> Lines(Expression condition, string indent)
    {
        var lines = new List<string>();
        if (condition is AndExpression or OrExpression && !Fits(indent, condition.ToString()!)) AddOperands(condition, indent, lines);
        else Add(condition, indent, "", lines);
        return lines;
    }

    static void Add(Expression condition, string indent, string lead, List<string> lines)
    {
        var isChain = condition is AndExpression or OrExpression;
        var text = isChain ? $"({condition})" : condition.ToString()!;
        if (Fits(indent, lead + text) || condition is MacroReference)
        {
            lines.Add(Shown.Safe(indent + lead + text));
        }
        else if (isChain)
        {
            lines.Add(indent + lead + "(");
            AddOperands(condition, indent + Step, lines);
            lines.Add(indent + ")");
        }
        else if (condition is NotExpression not)
        {
            Add(not.Operand, indent, lead + "not ", lines);
        }
        else
        {
            AddCheck((Check)condition, indent, lead, lines);
        }
    }

    static void AddOperands(Expression chain, string indent, List<string> lines)
    {
        var (operands, word) = chain is AndExpression and ? (and.Operands, "and ") : (((OrExpression)chain).Operands, "or ");
        for (var i = 0; i < operands.Length; i++) Add(operands[i], indent, i == 0 ? "" : word, lines);
    }

    /// <summary>A comparison that is too wide: its list goes on in further lines.</summary>
    static void AddCheck(Check check, string indent, string lead, List<string> lines)
    {
        if (check.Operand is not ListOperand { Values.Length: > 1 } list)
        {
            lines.Add(Shown.Safe($"{indent}{lead}{check}"));
            return;
        }

        var head = (check with { Operand = new ListOperand([]) }).ToString();
        var line = $"{indent}{lead}{head[..^1]}";
        for (var i = 0; i < list.Values.Length; i++)
        {
            var value = list.Values[i] + (i < list.Values.Length - 1 ? "," : ")");
            if (line.Length + 1 + value.Length > Width)
            {
                lines.Add(Shown.Safe(line));
                line = indent + Step + value;
            }
            else
            {
                line += (line.EndsWith('(') ? "" : " ") + value;
            }
        }

        lines.Add(Shown.Safe(line));
    }

    static bool Fits(string indent, string text) => indent.Length + text.Length <= Width;
}
