using System.Globalization;
using System.Text;
using System.Xml;

namespace Lanner.RuleTests.Running;

/// <summary>Outcomes in the XML that systems for continuous integration read: a suite for each test file, a case for each test.</summary>
public static class JUnitReport
{
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, IReadOnlyList<(RuleTestFile File, IReadOnlyList<TestOutcome> Outcomes)> files)
    {
        using var stream = File.Create(path);
        using var xml = XmlWriter.Create(stream, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("testsuites");
        WriteCounts(xml, "lanner rules test", [.. files.SelectMany(file => file.Outcomes)]);
        foreach (var (file, outcomes) in files)
        {
            xml.WriteStartElement("testsuite");
            WriteCounts(xml, file.Path, outcomes);
            foreach (var outcome in outcomes) WriteCase(xml, file, outcome);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static void WriteCounts(XmlWriter xml, string name, IReadOnlyCollection<TestOutcome> outcomes)
    {
        xml.WriteAttributeString("name", Safe(name));
        xml.WriteAttributeString("tests", Number(outcomes.Count));
        xml.WriteAttributeString("failures", Number(outcomes.Count(outcome => !outcome.Passed)));
        xml.WriteAttributeString("time", Seconds(TimeSpan.FromTicks(outcomes.Sum(outcome => outcome.Duration.Ticks))));
    }

    static void WriteCase(XmlWriter xml, RuleTestFile file, TestOutcome outcome)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Safe(Path.GetFileName(file.Path)));
        xml.WriteAttributeString("name", Safe(outcome.Test.Name));
        xml.WriteAttributeString("file", Safe(file.Path));
        xml.WriteAttributeString("line", Number(outcome.Test.Position.Line));
        xml.WriteAttributeString("time", Seconds(outcome.Duration));
        if (!outcome.Passed)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message", Safe(outcome.Failures[0]));
            xml.WriteString(Safe(string.Join('\n', outcome.Failures)));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    /// <summary>Some characters XML cannot hold in any form.</summary>
    static string Safe(string text) => string.Concat(text.EnumerateRunes().Select(rune =>
        rune.Value is 9 or 10 or 13 or >= 0x20 and <= 0xd7ff or >= 0xe000 and <= 0xfffd or >= 0x10000 ? rune.ToString() : "\ufffd"));

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
