namespace Lanner.Live.Tests;

/// <summary>Images made on this machine out of its own programs (tests/images), so that no registry is needed.</summary>
static class TestImage
{
    static readonly Lazy<Task<string>> busybox = new(() => Import("busybox"));
    static readonly Lazy<Task<string>> debian = new(() => Import("debian"));

    /// <summary>A small image: one static busybox under many names. /bin is a real folder.</summary>
    public static Task<string> Busybox => busybox.Value;

    /// <summary>A Debian-like image: real bash, coreutils and package tools. /bin is a link to /usr/bin.</summary>
    public static Task<string> Debian => debian.Value;

    static async Task<string> Import(string name)
    {
        var script = Path.Combine(Machine.Repository, "tests", "images", name + ".sh");
        var image = $"lanner-test/{name}:1";
        var import = await Command.Run("bash", ["-c", "set -o pipefail; \"$0\" | docker import - \"$1\"", script, image]);
        import.Expect($"making the image {image}");
        return image;
    }
}
