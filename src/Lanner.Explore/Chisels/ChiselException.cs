namespace Lanner.Explore.Chisels;

/// <summary>A chisel cannot do what was asked: an argument is wrong, or a file cannot be written. The message is for the user.</summary>
public sealed class ChiselException(string message) : Exception(message);
