using System.Net.Sockets;
using System.Text.Json;

using Lanner.Engines.Grpc;

namespace Lanner.Engines;

/// <summary>What can go wrong between an engine's socket and us, in words for people.</summary>
static class ConnectionTrouble
{
    public const string Consequence = "container names and images will be empty";

    /// <summary>What a connection or an answer can do wrong; anything else is a mistake of ours.</summary>
    public static bool IsExpected(Exception error) => error is HttpRequestException or IOException or SocketException or JsonException
        or InvalidDataException or OperationCanceledException;

    /// <param name="consequence">What follows for the watcher.</param>
    /// <param name="socketPath">Where the engine should be.</param>
    public static string NoSocket(string socketPath, string consequence = Consequence) => $"{socketPath}: no such socket; {consequence} until there is one";

    public static string Explain(Exception error, string socketPath, TimeSpan timeout, string consequence = Consequence)
    {
        // A question whose time is over has a socket's error inside, too.
        for (var cause = error is OperationCanceledException ? null : error; cause is not null; cause = cause.InnerException)
        {
            if (cause is not SocketException socket)
                continue;
            return socket.SocketErrorCode switch
            {
                SocketError.AccessDenied => $"{socketPath}: permission denied; {consequence}",
                SocketError.ConnectionRefused => $"{socketPath}: nothing answers there; {consequence} until it does",
                SocketError.AddressNotAvailable => NoSocket(socketPath, consequence),
                _ when !File.Exists(socketPath) => NoSocket(socketPath, consequence),
                _ => $"{socketPath}: {socket.Message}; {consequence} until it answers",
            };
        }
        return error switch
        {
            OperationCanceledException => $"{socketPath}: no answer in {timeout.TotalSeconds:0.#} s; {consequence} until it answers",
            JsonException or InvalidDataException => $"{socketPath}: an answer could not be read ({error.Message})",
            GrpcException => $"{socketPath}: {error.Message}; {consequence} until it does better",
            _ => $"{socketPath}: connection lost ({error.Message}); connecting again",
        };
    }
}
