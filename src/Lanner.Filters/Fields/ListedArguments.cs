using Lanner.Events;

namespace Lanner.Filters.Fields;

/// <summary>The parameters of an event as lists of events show them, letter by letter as sysdig does: each with a blank behind it.</summary>
static class ListedArguments
{
    public static void Append(ref ScratchText text, in EventContext context, EventForm form)
    {
        var info = context.Event.Info;
        var count = Math.Min(info.Parameters.Length, context.Event.ParameterCount);
        for (var i = 0; i < count; i++)
        {
            var parameter = info.Parameters[i];
            text.Append(parameter.NameUtf8);
            text.Append((byte)'=');
            AppendPlain(ref text, in context, parameter, form);
            text.Append((byte)'(');
            var before = text.Length;
            ArgumentText.AppendMeaning(ref text, in context, parameter);
            if (text.Length > before) text.Append((byte)')');
            else text.CutTo(before - 1);
            text.Append((byte)' ');
        }
    }

    static void AppendPlain(ref ScratchText text, in EventContext context, EventParameter parameter, EventForm form)
    {
        var bytes = context.Event.Parameter(parameter.Index);
        switch (parameter.Type)
        {
            case ParameterType.ByteBuf: DataText.Append(ref text, bytes, form); return;
            case ParameterType.CharBufArray or ParameterType.CharBufPairArray: DataText.Append(ref text, bytes, form); return;
            case ParameterType.FdList when bytes.IsEmpty: return;
            default: ArgumentText.AppendPlain(ref text, in context, parameter, form.Longest); return;
        }
    }
}
