namespace Lanner.Filters.Tests;

public sealed class FieldCatalogueTests
{
    readonly FieldCatalogue _catalogue = new FakeFields().Catalogue;

    [Theory]
    [InlineData("proc.name", null, "proc.name")]
    [InlineData("proc.aname", null, "proc.aname")]
    [InlineData("proc.aname", "2", "proc.aname[2]")]
    [InlineData("evt.arg.flags", null, "evt.arg.flags")]
    [InlineData("evt.arg", "0", "evt.arg[0]")]
    [InlineData("container.label.app.kubernetes.io/name", null, "container.label.app.kubernetes.io/name")]
    [InlineData("container.label", "app", "container.label.app")]
    [InlineData("container.labels", null, "container.labels")]
    [InlineData("proc.env", "HOME", "proc.env[HOME]")]
    public void A_name_finds_its_field_by_the_longest_definition(string name, string? argument, string text)
    {
        var resolution = _catalogue.Resolve(name, argument);

        Assert.Equal(text, resolution.Field?.Text);
        Assert.Same(resolution.Field, _catalogue.Resolve(name, argument).Field);
    }

    [Theory]
    [InlineData("proc.nmae", null, DiagnosticCodes.UnknownField, "there is no field proc.nmae", "did you mean proc.name?")]
    [InlineData("whatever.else", null, DiagnosticCodes.UnknownField, "there is no field whatever.else", null)]
    [InlineData("proc.name", "1", DiagnosticCodes.BadArgument, "proc.name takes no argument", null)]
    [InlineData("proc.name.x", null, DiagnosticCodes.UnknownField, "there is no field proc.name.x", "did you mean proc.name?")]
    [InlineData("evt.arg", null, DiagnosticCodes.BadArgument, "evt.arg needs an argument: evt.arg[0] or evt.arg.name", null)]
    [InlineData("evt.arg", "flags", DiagnosticCodes.BadArgument, "the argument of evt.arg is a number from 0, not flags", null)]
    [InlineData("evt.arg.flags", "0", DiagnosticCodes.BadArgument, "evt.arg takes its argument behind a point or in brackets, not both", null)]
    [InlineData("proc.aname", "-1", DiagnosticCodes.BadArgument, "the argument of proc.aname is a number from 0, not -1", null)]
    public void What_is_wrong_with_a_name_is_said(string name, string? argument, string code, string message, string? hint)
    {
        var resolution = _catalogue.Resolve(name, argument);

        Assert.Null(resolution.Field);
        Assert.Equal((code, message, hint), (resolution.Code, resolution.Message, resolution.Hint));
    }

    [Fact]
    public void Two_definitions_of_one_name_are_a_mistake_of_the_program() =>
        Assert.Throws<ArgumentException>(() => new FieldCatalogue([.. _catalogue.Definitions, _catalogue.Definitions.First()]));
}
