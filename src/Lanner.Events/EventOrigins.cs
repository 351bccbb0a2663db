namespace Lanner.Events;

/// <summary>
/// What the source of an event knows that its bytes do not hold. Live, the probe fills it in; in a replay only the CPU is known.
/// </summary>
/// <param name="CgroupId">Kernel's id of the thread's cgroup in the hierarchy the probe watches; 0 when unknown.</param>
/// <param name="LatencyNs">Time between entry and exit of the call, where a consumer asked for it; 0 when unknown.</param>
/// <param name="Pid">The process (thread group) of the thread; 0 when unknown.</param>
/// <param name="Cpu">The CPU the event was made on.</param>
/// <param name="StateOnly">The capture marks the event as one that brings state up to date and is not shown.</param>
/// <param name="ProcessorNs">Of statistics that were made live, and of the exit of a thread: processor time of its process so far; 0 when unknown.</param>
public readonly record struct EventOrigins(ulong CgroupId, ulong LatencyNs, int Pid, ushort Cpu, bool StateOnly = false, ulong ProcessorNs = 0);
