using System.Text;

using Lanner.Filters;
using Lanner.Filters.Fields;
using Lanner.Rules;
using Lanner.State.Containers;

namespace Lanner.Responses.Tests;

/// <summary>Alerts made for a test.</summary>
static class MadeAlert
{
    public static Rule Rule(string respond)
    {
        var builder = new RuleSetBuilder(new FieldCatalogue(AllFields.Definitions));
        builder.Add("r.yaml", Encoding.UTF8.GetBytes($"- rule: r\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: info\n  respond: {respond}\n"));
        var result = builder.Build();
        Assert.Empty(result.Errors);
        return result.RuleSet!.Rules[0];
    }

    public static Container Container(string id = FakeProcesses.Id, ContainerDetail? detail = null, ContainerEngine engine = ContainerEngine.Docker) =>
        new(Encoding.ASCII.GetBytes(id), engine, 0) { State = detail is null ? DetailState.Pending : DetailState.Known, Detail = detail };

    public static Alert Of(string respond, int pid = 100, string name = "bash", Container? container = null, ulong time = 2000, string cgroups = "") => new()
    {
        TimeNs = time, Rule = Rule(respond), EventNumber = 1, Output = [], Fields = [], Hostname = "h", Container = container ?? Container(detail: Named("web")), Pid = pid,
        ProcessName = Encoding.UTF8.GetBytes(name), ProcessCgroups = Encoding.UTF8.GetBytes(cgroups),
    };

    public static ContainerDetail Named(string name, string image = "shop/web:1", string nameSpace = "", params (string Key, string Value)[] labels) => new()
    {
        Name = Encoding.UTF8.GetBytes(name), Image = Encoding.UTF8.GetBytes(image), ImageRepository = Encoding.UTF8.GetBytes(image.Split(':')[0]),
        PodNamespace = Encoding.UTF8.GetBytes(nameSpace), Labels = [.. labels.Select(l => new ContainerLabel(Encoding.UTF8.GetBytes(l.Key), Encoding.UTF8.GetBytes(l.Value)))],
    };
}
