using System.Net.Sockets;
using System.Text;

namespace Lanner.Engines;

/// <summary>HTTP whose connections go to a Unix socket whatever host the address names.</summary>
static class UnixSocketHttp
{
    /// <summary>sun_path of sockaddr_un has 108 bytes, the last one zero.</summary>
    const int LongestPath = 107;

    public static bool IsTooLong(string socketPath) => Encoding.UTF8.GetByteCount(socketPath) > LongestPath;

    /// <summary>The caller disposes it. Throws ArgumentException for a path that <see cref="IsTooLong"/>.</summary>
    public static SocketsHttpHandler Handler(string socketPath)
    {
        var endpoint = new UnixDomainSocketEndPoint(socketPath);
        return new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(endpoint, cancellation).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
    }
}
