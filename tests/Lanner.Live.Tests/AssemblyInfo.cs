using System.Runtime.Versioning;
using Xunit;

// One at a time: the tests share a kernel, and some count what is attached to it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: SupportedOSPlatform("linux")]
