using System.Security.Cryptography;

using Lanner.Filters;
using Lanner.Rules.Diagnostics;
using Lanner.Rules.Files;
using Lanner.Rules.Loading;

namespace Lanner.Rules;

/// <summary>
/// Loads rule files: add them in order, then build. Nothing in a file makes it throw; all problems of all files are in the result.
/// </summary>
public sealed class RuleSetBuilder
{
    readonly DiagnosticList _diagnostics = new();
    readonly RuleFileReader _reader;
    readonly FieldCatalogue _catalogue;
    readonly RuleSetOptions _options;
    readonly List<string> _files = [];
    readonly List<RuleFile> _loaded = [];

    public RuleSetBuilder(FieldCatalogue catalogue, RuleSetOptions? options = null)
    {
        _catalogue = catalogue;
        _options = options ?? new RuleSetOptions();
        _reader = new RuleFileReader(_diagnostics);
    }

    /// <summary>Adds a file, or the .yaml and .yml files of a folder in alphabetical order.</summary>
    public RuleSetBuilder AddPath(string path)
    {
        foreach (var file in RuleFileSource.Expand(path, _diagnostics))
        {
            if (RuleFileSource.Read(file, _diagnostics) is { } content) Add(file, content);
            else _files.Add(file);
        }

        return this;
    }

    /// <summary>Adds a file's content.</summary>
    /// <param name="name">As diagnostics name it.</param>
    public RuleSetBuilder Add(string name, ReadOnlySpan<byte> content)
    {
        _files.Add(name);
        _loaded.Add(new RuleFile(name, Convert.ToHexStringLower(SHA256.HashData(content))));
        _reader.Read(name, content);
        return this;
    }

    /// <summary>Merges, checks and compiles what was added. To be called once.</summary>
    public RuleLoadResult Build()
    {
        var collector = new RuleCollector(_diagnostics, _reader.LostNames);
        foreach (var item in _reader.Items) collector.Add(item);
        collector.SharedExceptions.Share(collector.Rules);
        var space = new TextSpace();
        var assembler = new RuleAssembler(collector, _reader.LostNames, space, _diagnostics);
        var compiler = new RuleCompiler(_catalogue, _options, space, _diagnostics);
        foreach (var rule in collector.Rules)
        {
            if (rule.IsSkipped) assembler.MarkUses(rule);
            else compiler.Compile(rule, assembler.Assemble(rule), [.. (rule.Correlation.After ?? []).Select(assembler.Assemble)]);
        }

        assembler.WarnUnused();
        var files = _files.Concat(_diagnostics.Items.Select(d => d.File)).Distinct(StringComparer.Ordinal).ToList();
        RuleDiagnostic[] found = [.. _diagnostics.Items.OrderBy(d => files.IndexOf(d.File)).ThenBy(d => d.Position.Offset)];
        var set = _diagnostics.HasErrors ? null : new RuleSet(compiler.Rules, compiler.Predicates, _options.Generation, found)
        {
            Catalogue = _catalogue, Files = _loaded, Macros = assembler.Macros, Lists = assembler.Lists, SharedExceptions = collector.SharedExceptions.Describe(), Requirements = collector.Requirements,
        };
        return new RuleLoadResult(set, found, files, _diagnostics.Omitted)
        {
            ErrorCount = _diagnostics.ErrorCount, WarningCount = _diagnostics.WarningCount,
        };
    }
}
