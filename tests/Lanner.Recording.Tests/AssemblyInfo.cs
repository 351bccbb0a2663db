using System.Runtime.Versioning;

// Modes of files are looked at.
[assembly: SupportedOSPlatform("linux")]
