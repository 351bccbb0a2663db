using Lanner.Events;
using Lanner.State;

namespace Lanner.Recording;

/// <summary>The events without which the state of who reads a recording is wrong.</summary>
static class StateEvents
{
    static readonly bool[] s_codes = Find();

    public static bool Contains(EventCode code) => (int)code < s_codes.Length && s_codes[(int)code];

    static bool[] Find()
    {
        var codes = new bool[EventTable.CodeCount];
        foreach (var code in HostState.RequiredEvents) codes[(int)code] = true;
        foreach (var code in HostState.DescriptorEvents) codes[(int)code] = true;
        foreach (var info in EventTable.All)
        {
            if (info.Origin == EventOrigin.MetaEvent && info.Has(EventFlags.ModifiesState)) codes[(int)info.Code] = true;
        }

        codes[(int)EventCode.AsynceventEnter] = true;
        return codes;
    }
}
