using System.Text;

using Lanner.Responses.Processes;

namespace Lanner.Responses.Tests;

/// <summary>Processes that exist only here, with what happened to them.</summary>
sealed class FakeProcesses : IProcesses
{
    public const string Id = "1111111111111111111111111111111111111111111111111111111111111111";

    readonly Dictionary<int, ProcessFacts> _all = [];

    /// <summary>The first process, and this program under a shell.</summary>
    public FakeProcesses()
    {
        Add(1, 0, "systemd");
        Add(2, 0, "kthreadd", thread: true);
        Add(50, 1, "bash");
        Add(Self, 50, "lanner");
    }

    public int Self => 60;

    public bool SeesHost { get; set; } = true;

    /// <summary>Each signal that reached a process, such as <c>9>123</c>.</summary>
    public List<string> Signals { get; } = [];

    /// <summary>Called between the hold on a process and the look at it.</summary>
    public Action<int> Held { get; set; } = static _ => { };

    /// <summary>They do not end.</summary>
    public HashSet<int> Stuck { get; } = [];

    public void Add(int pid, int parent, string name, string container = "", ulong start = 1000, bool thread = false) => _all[pid] = new ProcessFacts
    {
        Pid = pid, ParentPid = parent, Name = name, Executable = name, StartNs = start, IsKernelThread = thread,
        Cgroups = Encoding.UTF8.GetBytes(container.Length > 0 ? $"0::/system.slice/docker-{container}.scope\n" : "0::/init.scope\n"),
    };

    public void Remove(int pid) => _all.Remove(pid);

    public IProcess? Open(int pid) => _all.TryGetValue(pid, out var facts) ? new Fake(this, facts) : null;

    public IEnumerable<(int Pid, int ParentPid)> List() => [.. _all.Values.Select(p => (p.Pid, p.ParentPid))];

    sealed class Fake(FakeProcesses all, ProcessFacts held) : IProcess
    {
        public int Pid => held.Pid;

        public ProcessFacts? Read()
        {
            all.Held(Pid);
            return all._all.GetValueOrDefault(Pid);
        }

        public bool Signal(int signal)
        {
            if (!ReferenceEquals(all._all.GetValueOrDefault(Pid), held)) return false;
            all.Signals.Add($"{signal}>{Pid}");
            return true;
        }

        public bool WaitForEnd(TimeSpan limit) => !all.Stuck.Contains(Pid);

        public void Dispose()
        {
        }
    }
}
