using System.Globalization;
using Lanner.RuleSpeed;

// generate COUNT                              writes that many rules to standard output
// capture FILE                               writes a made-up capture
// time CAPTURE ROUNDS NAME[=FILE[,FILE...]]...  judges the capture by each set of rules in turn, and again; prints what it cost
switch (args)
{
    case ["generate", var count]:
        Console.Out.Write(GeneratedRules.Write(int.Parse(count, CultureInfo.InvariantCulture)));
        return 0;
    case ["capture", var file]:
        MadeCapture.Write(file);
        return 0;
    case ["time", var capture, var rounds, _, ..]:
        Measurement.Run(capture, int.Parse(rounds, CultureInfo.InvariantCulture), args[3..]);
        return 0;
    default:
        Console.Error.WriteLine("RuleSpeed generate COUNT | capture FILE | time CAPTURE ROUNDS NAME[=FILE[,FILE...]]...");
        return 2;
}
