namespace Lanner.Filters;

/// <summary>Outcome of a condition. Unknown: it hangs on a container's detail that has not arrived yet.</summary>
public enum Truth : byte
{
    False = 0,
    True = 1,
    Unknown = 2,
}
