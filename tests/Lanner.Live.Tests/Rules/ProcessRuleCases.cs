using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>Shells, and what else is started.</summary>
static class ProcessRuleCases
{
    const string Shell = "Shell spawned in container", Terminal = "Interactive terminal in container", Bash = "Bash in container",
        Child = "Server process started an unexpected child", Package = "Package manager in running container",
        Dropped = "New binary dropped and executed", Memory = "Fileless execution",
        Temporary = "Execution from shared memory or temporary directory", Executable = "Container drift by executable";

    public static IEnumerable<RuleCase> All =>
    [
        Bad(Shell, "a program calls one", "act run worker /bin/sh -c true")
            with { Fields = [("proc.name", "sh"), ("proc.pname", "worker"), ("proc.cmdline", "sh -c true")] },
        Bad(Shell, "a program that calls itself runc does", "act run runc /bin/sh -c true") with { Fields = [("proc.pname", "runc")] },
        Bad(Shell, "the first program, which calls itself runc, does",
            $"cp /bin/act /scratch/runc; exec /scratch/runc run - /bin/sh -c ': >{RuleWatch.EndMark}'")
            with { Options = ["--network", "none", "--tmpfs", "/scratch:exec"], Also = [Executable] },
        Bad(Shell, "a program that calls itself tini and is not the first does", "act run tini /bin/sh -c true"),
        Bad(Shell, "through execveat", "act run worker act execveat /bin/sh -c true") with { Fields = [("proc.name", "sh")] },
        Good(Shell, "a shell calls another", "/bin/sh -c '/bin/sh -c true'"),
        Good(Shell, "a program calls another that is none", "act run worker /bin/true"),
        Good(Shell, "the first program under an init is one", "true") with { Options = ["--network", "none", "--init"] },

        Bad(Terminal, "the first program is a shell with one", "true")
            with { Options = ["--network", "none", "--tty"], Fields = [("proc.name", "sh"), ("proc.tty", "34816")] },
        Good(Terminal, "a shell has none", "/bin/sh -c true"),

        Bad(Bash, "started by a script", "bash -c true") with { Image = Image.Debian, Fields = [("proc.exepath", "/usr/bin/bash")] },
        Bad(Bash, "under another name", "cp -s /usr/bin/bash /tmp/editor; /tmp/editor -c true")
            with { Image = Image.Debian, Fields = [("proc.exepath", "/usr/bin/bash"), ("proc.name", "editor")] },
        Good(Bash, "another shell", "/bin/sh -c true") with { Image = Image.Debian },
        Good(Bash, "a file of that name is only read", "cat /usr/bin/bash >/dev/null") with { Image = Image.Debian },

        Bad(Child, "a web server lists files", "act run nginx /bin/ls /") with { Fields = [("proc.name", "ls"), ("proc.pname", "nginx")] },
        Bad(Child, "a database starts a shell", "act run postgres /bin/sh -c true") with { Also = [Shell] },
        Good(Child, "a web server starts itself", "act run nginx /opt/nginx nothing"),
        Good(Child, "a program that is no server", "act run worker /bin/ls /"),

        Bad(Package, "the system's own", "/bin/dpkg --version >/dev/null") with { Image = Image.Debian, Fields = [("proc.name", "dpkg")] },
        Bad(Package, "a language's own, asked to install", "mkdir /opt; ln -s /bin/act /opt/pip; /opt/pip nothing install x"),
        Good(Package, "a language's own starts the application", "mkdir /opt; ln -s /bin/act /opt/npm; /opt/npm nothing start"),
        Good(Package, "its files are only read", "cat /var/lib/dpkg/status") with { Image = Image.Debian },

        Bad(Dropped, "a copy of a program of the image", "cp /bin/act /srv/tool; /srv/tool nothing")
            with { Fields = [("proc.exepath", "/srv/tool")], Also = [Executable] },
        Good(Dropped, "a link to a program of the image", "ln -s /bin/act /srv/tool; /srv/tool nothing"),
        Good(Dropped, "a file that is written and not run", "echo text >/srv/tool"),

        Bad(Memory, "a program in memory", "act memfd payload") with { Fields = [("proc.exepath", "~payload")] },
        Bad(Memory, "one that calls itself runc", "act memfd runc"),
        Bad(Memory, "one that is called as runc's own copy", "act memfd runc_cloned:/proc/self/exe"),
        Good(Memory, "a program of the image", "act nothing"),

        Bad(Temporary, "below /tmp", "cp /bin/act /tmp/act; /tmp/act nothing")
            with { Fields = [("proc.exepath", "/tmp/act")], Also = [Dropped, Executable] },
        Bad(Temporary, "below /dev/shm", "cp /bin/act /dev/shm/act; /dev/shm/act nothing")
            with { Options = ["--network", "none", "--tmpfs", "/dev/shm:exec"], Also = [Executable] },
        Good(Temporary, "in a folder of a similar name", "mkdir /tmpfiles; ln /bin/act /tmpfiles/act; /tmpfiles/act nothing")
            with { Also = [Dropped] },
        Good(Temporary, "a link there to a program of the image", "ln -s /bin/act /tmp/act; /tmp/act nothing"),
        Good(Temporary, "a file there is read by a program", "echo text >/tmp/file; cat /tmp/file"),
    ];
}
