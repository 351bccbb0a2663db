namespace Lanner.State.Users;

/// <summary>A user as a passwd file names it. Texts are UTF-8.</summary>
public sealed record UserEntry(uint Uid, uint Gid, byte[] Name, byte[] Home, byte[] Shell);

/// <summary>A group as a group file names it.</summary>
public sealed record GroupEntry(uint Gid, byte[] Name);
