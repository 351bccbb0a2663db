using System.Text;
using Lanner.State.Containers;
using Xunit;

namespace Lanner.State.Tests.Containers;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("nginx", "nginx", "latest", "")]
    [InlineData("nginx:1.27", "nginx", "1.27", "")]
    [InlineData("localhost:5000/team/app", "localhost:5000/team/app", "latest", "")]
    [InlineData("localhost:5000/team/app:v2", "localhost:5000/team/app", "v2", "")]
    [InlineData("quay.io/a/b@sha256:00ff", "quay.io/a/b", "", "sha256:00ff")]
    [InlineData("quay.io/a/b:v1@sha256:00ff", "quay.io/a/b", "v1", "sha256:00ff")]
    [InlineData("", "", "", "")]
    [InlineData(":", "", "", "")]
    [InlineData("@", "", "", "")]
    public void A_reference_splits_into_repository_tag_and_digest(string text, string repository, string tag, string digest)
    {
        var reference = ImageReference.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal(repository, Encoding.UTF8.GetString(reference.Repository));
        Assert.Equal(tag, Encoding.UTF8.GetString(reference.Tag));
        Assert.Equal(digest, Encoding.UTF8.GetString(reference.Digest));
    }
}
