using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Lanner.Alerts.Tests.Outputs;

/// <summary>What an HTTP server got.</summary>
sealed record Received(string Path, string Body, byte[] Raw, IHeaderDictionary Headers, X509Certificate2? Client);

/// <summary>A real HTTP or HTTPS server on loopback that notes what it gets and answers as told.</summary>
sealed class AlertServer : IAsyncDisposable
{
    readonly WebApplication _application;
    readonly BlockingCollection<Received> _received = [];
    readonly Func<HttpContext, int, Task> _answer;
    int _count;

    AlertServer(WebApplication application, Func<HttpContext, int, Task> answer)
    {
        _application = application;
        _answer = answer;
    }

    public int Port { get; private set; }

    public ConcurrentQueue<Received> All { get; } = [];

    /// <param name="answer">Given the number of the request, from 1; what it sets decides. Null for 200.</param>
    /// <param name="port">0 for any.</param>
    /// <param name="certificate">For HTTPS.</param>
    /// <param name="wantsClient">The client must show a certificate, of which this decides.</param>
    public static async Task<AlertServer> Start(Func<HttpContext, int, Task>? answer = null, int port = 0, X509Certificate2? certificate = null,
        Func<X509Certificate2, bool>? wantsClient = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port, listen =>
        {
            if (certificate is null) return;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                if (wantsClient is null) return;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.ClientCertificateValidation = (client, _, _) => wantsClient(client);
            });
        }));
        var application = builder.Build();
        var server = new AlertServer(application, answer ?? ((_, _) => Task.CompletedTask));
        application.Run(server.Handle);
        await application.StartAsync();
        server.Port = new Uri(application.Urls.First()).Port;
        return server;
    }

    /// <summary>Waits for so many requests that were answered with 2xx.</summary>
    public List<Received> Wait(int count)
    {
        var taken = new List<Received>();
        while (taken.Count < count)
        {
            Assert.True(_received.TryTake(out var one, Heard.Patience), $"{taken.Count} of {count} requests came");
            taken.Add(one!);
        }

        return taken;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync(new CancellationToken(canceled: true));
        await _application.DisposeAsync();
    }

    async Task Handle(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var received = new Received(context.Request.Path, Encoding.UTF8.GetString(body.ToArray()), body.ToArray(),
            new HeaderDictionary(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value)), context.Connection.ClientCertificate);
        All.Enqueue(received);
        await _answer(context, Interlocked.Increment(ref _count));
        if (context.Response.StatusCode < 300) _received.Add(received);
    }
}
