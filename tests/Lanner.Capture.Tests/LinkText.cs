namespace Lanner.Capture.Tests;

/// <summary>Where a link of /proc/self/fd leads.</summary>
static class LinkText
{
    /// <summary>Empty when the descriptor was closed meanwhile.</summary>
    public static string Of(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: false)?.FullName ?? "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
