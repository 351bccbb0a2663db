namespace Lanner.Engines.Grpc;

/// <summary>The server answered with an error. Its words are kept as it sent them, cut to one line's length.</summary>
sealed class GrpcException(int status, string words) : IOException($"it answered with status {status}{Tail(words)}")
{
    const int LongestWords = 200;

    const int StatusNotFound = 5, StatusUnimplemented = 12;

    public int Status => status;

    public bool IsNotFound => status == StatusNotFound;

    /// <summary>The server has no such service or method.</summary>
    public bool IsUnimplemented => status == StatusUnimplemented;

    static string Tail(string words) => words.Length == 0 ? "" : ": " + (words.Length > LongestWords ? words[..LongestWords] : words);
}
