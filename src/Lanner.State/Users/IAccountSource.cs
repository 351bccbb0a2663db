namespace Lanner.State.Users;

/// <summary>Reads account files off the event thread: <see cref="ContainerAccounts"/> when live. A replay has none.</summary>
public interface IAccountSource
{
    /// <summary>Asks; never blocks. False when too much is asked already.</summary>
    bool Request(AccountRequest request);

    /// <summary>Takes an answer, if there is one.</summary>
    bool TryTake(out AccountAnswer answer);
}

/// <summary>A question for the accounts of one root file system.</summary>
/// <param name="Owner">What the answer is for; comes back with it.</param>
/// <param name="Pid">A process that lives in that root.</param>
/// <param name="CgroupName">What the process's cgroups must name to be the one that is meant; empty for the host.</param>
/// <param name="MergedRoot">The root's directory on the host, if an engine told it; empty otherwise.</param>
public readonly record struct AccountRequest(object Owner, int Pid, byte[] CgroupName, byte[] MergedRoot);

/// <summary>The accounts found; null when the files could not be read.</summary>
public readonly record struct AccountAnswer(
    object Owner, IReadOnlyDictionary<uint, UserEntry>? Users, IReadOnlyDictionary<uint, GroupEntry>? Groups);
