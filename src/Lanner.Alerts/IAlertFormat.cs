using System.Buffers;

using Lanner.Rules;

namespace Lanner.Alerts;

/// <summary>Puts an alert into bytes: one line, with its end. A format belongs to one thread.</summary>
public interface IAlertFormat
{
    void Write(IAlert alert, IBufferWriter<byte> to);
}
