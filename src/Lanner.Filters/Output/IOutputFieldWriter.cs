namespace Lanner.Filters;

/// <summary>
/// Takes the values of fields one after another, each as what it is: for JSON and other structured outputs. Spans are valid during
/// the call. A list field is <see cref="BeginList"/>, its values, <see cref="EndList"/>.
/// </summary>
public interface IOutputFieldWriter
{
    void Missing(OutputField output);

    /// <summary>UTF-8 as the event had it: possibly with control characters or not even UTF-8.</summary>
    void Text(OutputField output, ReadOnlySpan<byte> text);

    void Integer(OutputField output, long number);

    void Unsigned(OutputField output, ulong number);

    void Real(OutputField output, double number);

    void Bool(OutputField output, bool truth);

    void BeginList(OutputField output);

    void EndList(OutputField output);
}
