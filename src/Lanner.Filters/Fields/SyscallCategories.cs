using System.Text;

using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>
/// Categories of system calls that come as the generic event, by the format's numbering. Captures from before a call had its own event
/// have it so too; it then has that event's category. What is neither listed nor has an event is "other".
/// </summary>
static class SyscallCategories
{
    static readonly (string Category, string Calls)[] s_lists =
    [
        ("process", """
            restart_syscall exit exit_group getpid getppid getpgrp getpgid getsid gettid getrusage personality
            getpriority setpriority nice set_tid_address set_robust_list get_robust_list set_thread_area get_thread_area arch_prctl capget
            sched_setparam sched_getparam sched_setscheduler sched_getscheduler sched_yield sched_get_priority_max sched_get_priority_min
            sched_rr_get_interval sched_setaffinity sched_getaffinity sched_setattr sched_getattr ioprio_set ioprio_get prlimit64 ugetrlimit
            getcpu kcmp acct rseq
            """),
        ("file", """
            utime utimes utimensat futimesat umask ustat readlink readlinkat truncate ftruncate statfs fstatfs statfs64 fstatfs64 fstatat64
            statx oldstat oldlstat oldfstat sync syncfs fsync fdatasync sync_file_range sync_file_range2 pivot_root faccessat faccessat2
            setxattr lsetxattr fsetxattr getxattr lgetxattr fgetxattr listxattr llistxattr flistxattr removexattr lremovexattr fremovexattr
            setxattrat getxattrat listxattrat removexattrat fallocate fadvise64 readahead readdir name_to_handle_at fspick fsmount fsopen
            open_tree open_tree_attr move_mount mount_setattr statmount listmount quotactl_fd fanotify_init fanotify_mark
            fchmodat2 file_getattr file_setattr cachestat fcntl64 _llseek lookup_dcookie sysfs
            """),
        ("memory", """
            mremap msync mincore madvise process_madvise remap_file_pages migrate_pages move_pages mbind set_mempolicy get_mempolicy
            set_mempolicy_home_node memfd_secret pkey_alloc pkey_mprotect pkey_free map_shadow_stack mseal process_mrelease membarrier
            """),
        ("IPC", """
            msgsnd msgrcv msgget msgctl shmdt shmget shmctl shmat semtimedop ipc mq_open mq_unlink mq_timedsend mq_timedreceive mq_notify
            mq_getsetattr futex_waitv futex_wake futex_wait futex_requeue inotify_add_watch inotify_rm_watch
            """),
        ("signal", """
            rt_sigaction rt_sigprocmask rt_sigpending rt_sigtimedwait rt_sigqueueinfo rt_tgsigqueueinfo rt_sigsuspend rt_sigreturn
            sigaction sigprocmask sigpending sigsuspend sigreturn sigaltstack signal sgetmask ssetmask pidfd_send_signal
            """),
        ("user", """
            getgroups setgroups setfsuid setfsgid setuid32 getuid32 setgid32 geteuid32 getgid32 getegid32 setresuid32 setresgid32
            getresuid32 getresgid32 add_key request_key
            """),
        ("time", """
            time stime times gettimeofday settimeofday adjtimex clock_adjtime clock_settime clock_gettime clock_getres alarm setitimer
            getitimer timer_create timer_settime timer_gettime timer_getoverrun timer_delete timerfd_settime timerfd_gettime timerfd
            """),
        ("sleep", "clock_nanosleep"),
        ("wait", """
            pause wait4 waitid waitpid pselect6 _newselect epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait_old io_getevents
            io_pgetevents
            """),
        ("net", "socketcall"),
        ("system", """
            uname olduname oldolduname sethostname setdomainname sysinfo syslog reboot swapon swapoff kexec_load kexec_file_load vhangup
            _sysctl iopl ioperm create_module query_module get_kernel_syms
            """),
    ];

    static readonly byte[][] s_byCall = Read();

    public static ReadOnlySpan<byte> Find(long ppmCode) => (ulong)ppmCode < (ulong)s_byCall.Length ? s_byCall[ppmCode] : "other"u8;

    static byte[][] Read()
    {
        var other = "other"u8.ToArray();
        var byCall = new byte[SyscallTable.All.Max(call => call.Code) + 1][];
        Array.Fill(byCall, other);
        foreach (var (code, name) in SyscallTable.All)
        {
            if (EventTable.Named(name).FirstOrDefault(info => info.Origin == EventOrigin.Syscall && info.IsExit) is not { } own) continue;
            byCall[code] = Encoding.ASCII.GetBytes(EventCategory.Word(own.Category));
        }

        foreach (var (category, calls) in s_lists)
        {
            var name = Encoding.ASCII.GetBytes(category);
            foreach (var call in calls.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) byCall[SyscallTable.Find(call)] = name;
        }

        return byCall;
    }
}
