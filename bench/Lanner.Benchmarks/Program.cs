using BenchmarkDotNet.Running;

// dotnet run -c Release --project bench/Lanner.Benchmarks -- --filter '*Ring*'
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
