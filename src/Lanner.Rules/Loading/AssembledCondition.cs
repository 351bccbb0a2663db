using Lanner.Filters;

namespace Lanner.Rules.Loading;

/// <summary>A rule's condition, put together from its parts.</summary>
/// <param name="Whole">With macros, lists and exceptions put in.</param>
/// <param name="Written">Without the exceptions; lists put in, macros named.</param>
/// <param name="MacroNames">Macros that the condition itself names.</param>
/// <param name="ListNames">Lists that the condition itself names.</param>
/// <param name="Exceptions">Those without values as well.</param>
/// <param name="IsBroken">Something in it is wrong and was reported; the rest is here to be checked.</param>
sealed record AssembledCondition(
    Expression Whole, Expression Written, IReadOnlyList<string> MacroNames, IReadOnlyList<string> ListNames,
    IReadOnlyList<RuleException> Exceptions, bool IsBroken)
{
    public override string ToString() => Whole.ToString()!;
}
