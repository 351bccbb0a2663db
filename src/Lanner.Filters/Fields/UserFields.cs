using static Lanner.Filters.FieldType;

namespace Lanner.Filters.Fields;

/// <summary>The user and group of the process. Names come from the root file system it lives in.</summary>
static class UserFields
{
    public static IEnumerable<FieldDefinition> All =>
    [
        Define.One("user.uid", Unsigned, Lifetime.Image, "Id of the process's user.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.Uid)),
        Define.One("user.name", Text, Lifetime.Image, "Name of the process's user.",
            static (in context, ref value) =>
                context.Process is { } process && HostReading.FindUser(context.Host, process, process.Uid) is { } user
                    && value.SetIfAny(user.Name)),
        Define.One("user.homedir", Text, Lifetime.Image, "Home directory of the process's user.",
            static (in context, ref value) =>
                context.Process is { } process && HostReading.FindUser(context.Host, process, process.Uid) is { } user
                    && value.SetIfAny(user.Home)),
        Define.One("user.shell", Text, Lifetime.Image, "Login shell of the process's user.",
            static (in context, ref value) =>
                context.Process is { } process && HostReading.FindUser(context.Host, process, process.Uid) is { } user
                    && value.SetIfAny(user.Shell)),
        Define.One("user.loginuid", Integer, Lifetime.Image,
            "Id of the user who logged in, whoever the process runs as now; -1 without a login.",
            static (in context, ref value) =>
                context.Process is { } process && value.Set(process.LoginUid == uint.MaxValue ? -1 : process.LoginUid)),
        Define.One("user.loginname", Text, Lifetime.Image, "Name of the user who logged in; missing without a login.",
            static (in context, ref value) => context.Process is { } process && process.LoginUid != uint.MaxValue
                && HostReading.FindUser(context.Host, process, process.LoginUid) is { } user && value.SetIfAny(user.Name)),
        Define.One("group.gid", Unsigned, Lifetime.Image, "Id of the process's group.",
            static (in context, ref value) => context.Process is { } process && value.Set((ulong)process.Gid)),
        Define.One("group.name", Text, Lifetime.Image, "Name of the process's group.",
            static (in context, ref value) =>
                context.Process is { } process && HostReading.FindGroup(context.Host, process, process.Gid) is { } group
                    && value.SetIfAny(group.Name)),
    ];
}
