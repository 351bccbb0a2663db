using Lanner.Schema;

// Writes everything that is derived from the tables in schema/: `dotnet run --project schema/generate`.
// With --check it writes nothing and exits 1 when a generated file is not what the tables say.
var check = args.Contains("--check");
var root = Repository.FindRoot(AppContext.BaseDirectory);
var table = EventRow.ReadAll(Path.Combine(root, "schema", "events.tsv"));
var stale = 0;
var numbers = NumberRow.ReadAll(Path.Combine(root, "schema", "numbers.tsv"));
foreach (var (path, text) in CSharpWriter.Write(table).Concat(new ProbeWriter(table, numbers).Write()))
{
    var full = Path.Combine(root, path);
    if (File.Exists(full) && File.ReadAllText(full) == text) continue;
    stale++;
    Console.WriteLine((check ? "stale: " : "wrote: ") + path);
    if (check) continue;
    Directory.CreateDirectory(Path.GetDirectoryName(full)!);
    File.WriteAllText(full, text);
}

return check && stale > 0 ? 1 : 0;
