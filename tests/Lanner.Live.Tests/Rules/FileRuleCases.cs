using static Lanner.Live.Tests.Rules.RuleCase;

namespace Lanner.Live.Tests.Rules;

/// <summary>Files that are read, written, moved and made executable.</summary>
static class FileRuleCases
{
    const string Sensitive = "Sensitive file read", Credentials = "Credentials read", Search = "Credential search",
        Write = "Write below binary directory", Directory = "Binary directory changed", Executable = "Container drift by executable",
        Setuid = "Setuid or setgid bit set", Device = "File written below /dev", Log = "Log cleared", History = "Shell history deleted",
        Symlink = "Symlink over sensitive file", Hardlink = "Hardlink over sensitive file", Scheduled = "Scheduled task file changed",
        Login = "Login or loader file changed";

    public static IEnumerable<RuleCase> All =>
    [
        Bad(Sensitive, "by cat", "/bin/cat /etc/shadow") with
        {
            Fields = [("fd.name", "/etc/shadow"), ("proc.name", "cat"), ("proc.cmdline", "cat /etc/shadow"), ("proc.pname", "sh"),
                ("user.name", "root"), ("user.uid", "0")],
        },
        Bad(Sensitive, "the host's, mounted elsewhere", "mkdir -p /srv/host/etc; cp /etc/passwd /srv/host/etc/shadow; act read /srv/host/etc/shadow")
            with { Fields = [("fd.name", "/srv/host/etc/shadow")] },
        Bad(Sensitive, "by a relative path", "cd /etc; act read ./shadow") with { Fields = [("fd.name", "/etc/shadow")] },
        Bad(Sensitive, "for reading and writing", "exec 3<>/etc/gshadow") with { Also = [Login] },
        Bad(Sensitive, "by a program from a volume that calls itself runc", "cp /bin/act /scratch/runc; /scratch/runc read /etc/shadow")
            with { Options = ["--network", "none", "--tmpfs", "/scratch:exec"], Also = [Executable] },
        Bad(Sensitive, "by the first program, from a volume, that calls itself runc",
            $"cp /bin/act /scratch/runc; exec /scratch/runc read /etc/shadow + creat {RuleWatch.EndMark}")
            with { Options = ["--network", "none", "--tmpfs", "/scratch:exec"], Fields = [("proc.name", "runc")], Also = [Executable] },
        Bad(Sensitive, "by the first program, from memory, that is called as runc's own copy",
            $"exec act memfd runc_cloned:/proc/self/exe read /etc/shadow + creat {RuleWatch.EndMark}")
            with { Also = ["Fileless execution"] },
        Good(Sensitive, "the public half", "/bin/cat /etc/passwd /etc/group"),
        Good(Sensitive, "a file of that name elsewhere", "mkdir /srv/data; echo text >/srv/data/shadow; act read /srv/data/shadow"),
        Good(Sensitive, "its details without opening it", "/bin/ls -l /etc/shadow"),
        Good(Sensitive, "a program that manages accounts", "mkdir /opt; ln -s /bin/act /opt/chage; /opt/chage read /etc/shadow"),

        Bad(Credentials, "a private key", "mkdir -p /root/.ssh; echo key >/root/.ssh/id_ed25519; /bin/cat /root/.ssh/id_ed25519")
            with { Fields = [("fd.name", "/root/.ssh/id_ed25519"), ("proc.name", "cat")] },
        Bad(Credentials, "a cloud's keys", "mkdir -p /home/app/.aws; echo key >/home/app/.aws/credentials; act read /home/app/.aws/credentials"),
        Good(Credentials, "the public key", "mkdir -p /root/.ssh; echo key >/root/.ssh/id_rsa.pub; /bin/cat /root/.ssh/id_rsa.pub"),
        Good(Credentials, "the cloud's settings", "mkdir -p /root/.aws; echo region >/root/.aws/config; act read /root/.aws/config"),

        Bad(Search, "keys by their content", "/bin/grep -r 'BEGIN RSA PRIVATE KEY' /srv || true")
            with { Fields = [("proc.name", "grep"), ("proc.cmdline", "~BEGIN RSA PRIVATE KEY")] },
        Bad(Search, "keys by their name", "/bin/find / -xdev -name id_rsa >/dev/null") with { Fields = [("proc.name", "find")] },
        Good(Search, "something else", "/bin/grep -r 'BEGIN TRANSACTION' /srv || true; /bin/find /srv -name '*.log'"),

        Bad(Write, "a new file", "echo text >/bin/tool") with { Fields = [("fd.name", "/bin/tool"), ("evt.arg.flags", "~O_CREAT")] },
        Bad(Write, "an existing file", "echo text >>/bin/act"),
        Bad(Write, "a time set on an existing file", "touch /usr/bin/env")
            with { Image = Image.Debian, Fields = [("fd.name", "/usr/bin/env"), ("proc.name", "touch")] },
        Bad(Write, "through a linked folder", "touch /bin/tool") with { Image = Image.Debian },
        Bad(Write, "by creat", "act creat /bin/tool") with { Fields = [("fd.name", "/bin/tool")] },
        Bad(Write, "by openat2", "act openat2 /usr/bin/tool") with { Fields = [("fd.name", "/usr/bin/tool")] },
        Bad(Write, "a library", "mkdir -p /usr/local/lib; echo text >/usr/local/lib/libc.so"),
        Good(Write, "elsewhere", "mkdir /srv/bin; echo text >/srv/bin/tool; touch /tmp/bin"),
        Good(Write, "read only", "act read /bin/act"),
        Good(Write, "refused", "act creat /bin/busybox/tool 2>/dev/null || true"),
        Good(Write, "compiled by an interpreter", "mkdir -p /srv/lib; act write /usr/lib/python3/__pycache__/os.cpython-311.pyc")
            with { Options = ["--network", "none", "--tmpfs", "/usr/lib/python3/__pycache__"] },

        Bad(Directory, "a program moved in", "echo text >/srv/tool; /bin/mv /srv/tool /bin/tool") with { Fields = [("evt.type", "rename")] },
        Bad(Directory, "a program moved away", "/bin/mv /bin/vi /srv/vi"),
        Bad(Directory, "a program removed", "/bin/rm /bin/vi") with { Fields = [("proc.name", "rm")] },
        Bad(Directory, "a link replaced", "/bin/ln -sf /srv/tool /bin/vi") with { Fields = [("proc.name", "ln")] },
        Bad(Directory, "a link made by a relative path", "cd /usr; /bin/ln -s /srv/tool bin/tool"),
        Bad(Directory, "a second name", "ln /bin/act /bin/act2"),
        Good(Directory, "a link that leads there", "/bin/ln -s /bin/vi /srv/vi"),
        Good(Directory, "removed elsewhere", "touch /srv/tool; /bin/rm /srv/tool; mkdir /srv/bin; /bin/rmdir /srv/bin"),
        Good(Directory, "refused", "/bin/rm /bin/absent 2>/dev/null || true"),

        Bad(Executable, "by mode", "echo text >/srv/tool; /bin/chmod +x /srv/tool") with { Fields = [("proc.name", "chmod"), ("evt.type", "~chmod")] },
        Bad(Executable, "by descriptor", "echo text >/srv/tool; act fchmod /srv/tool 755") with { Fields = [("evt.type", "fchmod"), ("fd.name", "/srv/tool")] },
        Bad(Executable, "created so", "act write /srv/tool x") with { Fields = [("fd.name", "/srv/tool")] },
        Good(Executable, "a mode that is none", "echo text >/srv/text; /bin/chmod 0644 /srv/text; act write /srv/other"),
        Good(Executable, "a folder by descriptor", "mkdir /srv/data; act fchmod /srv/data 700"),
        Good(Executable, "refused", "/bin/chmod 755 /srv/absent 2>/dev/null || true"),

        Bad(Setuid, "setuid", "echo text >/srv/tool; /bin/chmod 4644 /srv/tool") with { Fields = [("evt.arg.mode", "~S_ISUID")] },
        Bad(Setuid, "setgid on a program", "echo text >/srv/tool; /bin/chmod 2755 /srv/tool") with { Also = [Executable] },
        Bad(Setuid, "by descriptor", "echo text >/srv/tool; act fchmod /srv/tool 4644") with { Fields = [("fd.name", "/srv/tool")] },
        Good(Setuid, "neither", "echo text >/srv/text; /bin/chmod 0666 /srv/text"),
        Good(Setuid, "sticky", "echo text >/srv/text; /bin/chmod 1644 /srv/text"),

        Bad(Device, "a hidden file", "echo text >/dev/hidden") with { Fields = [("fd.name", "/dev/hidden")] },
        Bad(Device, "by creat", "act creat /dev/hidden"),
        Bad(Device, "in a folder there", "mkdir /dev/.x; echo text >/dev/.x/hidden"),
        Good(Device, "devices and streams", "echo text >/dev/null; echo text >/dev/stdout; echo text >/dev/stderr; echo text >/dev/fd/1"),
        Good(Device, "shared memory", "mkdir /dev/shm/app; echo text >/dev/shm/app/segment"),
        Good(Device, "a folder of a similar name", "mkdir /devel; echo text >/devel/file"),

        Bad(Log, "emptied", "echo line >>/var/log/app.log; : >/var/log/app.log") with { Fields = [("fd.name", "/var/log/app.log")] },
        Bad(Log, "removed", "echo line >>/var/log/app.log; /bin/rm /var/log/app.log") with { Fields = [("fs.path.name", "/var/log/app.log")] },
        Bad(Log, "cut by truncate", "echo line >>/var/log/app.log; /bin/truncate -s 0 /var/log/app.log"),
        Bad(Log, "emptied elsewhere", ": >/srv/access.log"),
        Good(Log, "appended to", "echo line >>/var/log/app.log"),
        Good(Log, "another file emptied", ": >/srv/app.txt"),

        Bad(History, "removed", "touch /root/.bash_history; /bin/rm /root/.bash_history")
            with { Fields = [("proc.name", "rm")] },
        Bad(History, "moved away", "touch /root/.ash_history; /bin/mv /root/.ash_history /tmp/x"),
        Bad(History, "pointed elsewhere", "/bin/ln -s /dev/null /root/.bash_history"),
        Bad(History, "emptied by a shell without a terminal", ": >/root/.bash_history") with { Fields = [("fd.name", "/root/.bash_history")] },
        Bad(History, "cut by truncate", "touch /root/.ash_history; /bin/truncate -s 0 /root/.ash_history"),
        Good(History, "appended to", "echo ls >>/root/.bash_history"),
        Good(History, "another file removed", "touch /root/history.txt; /bin/rm /root/history.txt"),

        Bad(Symlink, "a password file", "/bin/ln -s /etc/shadow /srv/data")
            with { Fields = [("evt.arg.target", "/etc/shadow"), ("evt.arg.linkpath", "/srv/data")] },
        Bad(Symlink, "the root of the host", "/bin/ln -s /proc/1/root /srv/root"),
        Good(Symlink, "another file", "/bin/ln -s /etc/hostname /srv/name; /bin/ln -s shadow /srv/link"),
        Good(Symlink, "refused", "/bin/ln -s /etc/shadow /absent/link 2>/dev/null || true"),

        Bad(Hardlink, "a password file", "/bin/ln /etc/shadow /etc/copy") with { Fields = [("evt.arg.oldpath", "/etc/shadow")] },
        Bad(Hardlink, "by a relative path", "cd /etc; /bin/ln shadow copy"),
        Good(Hardlink, "another file", "echo text >/srv/text; /bin/ln /srv/text /srv/copy"),

        Bad(Scheduled, "written", "mkdir -p /etc/cron.d; echo '* * * * * root id' >/etc/cron.d/job") with { Fields = [("fd.name", "/etc/cron.d/job")] },
        Bad(Scheduled, "moved in", "mkdir -p /etc/cron.d; echo job >/srv/job; /bin/mv /srv/job /etc/cron.d/job")
            with { Fields = [("fs.path.target", "/etc/cron.d/job")] },
        Bad(Scheduled, "linked in", "mkdir -p /etc/cron.d; echo job >/srv/job; /bin/ln -s /srv/job /etc/cron.d/job"),
        Good(Scheduled, "read", "mkdir -p /srv/cron.d; echo job >/srv/cron.d/job; act read /srv/cron.d/job; ls /etc"),

        Bad(Login, "an account appended", "echo 'x:x:0:0::/:/bin/sh' >>/etc/passwd") with { Fields = [("fd.name", "/etc/passwd")] },
        Bad(Login, "a key that may log in", "mkdir -p /root/.ssh; echo key >>/root/.ssh/authorized_keys"),
        Bad(Login, "preloaded library moved in", "echo /srv/x.so >/srv/preload; /bin/mv /srv/preload /etc/ld.so.preload")
            with { Fields = [("fs.path.target", "/etc/ld.so.preload")] },
        Good(Login, "read", "cat /etc/passwd /etc/group"),
        Good(Login, "another file of the configuration", "echo text >/etc/motd; echo key >/srv/authorized_keys"),
    ];
}
