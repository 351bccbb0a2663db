namespace Lanner.Yaml.Tests;

public class ScalarMapTests
{
    /// <summary>Each text holds one item "- c: VALUE" and the word AIM somewhere; its place in the value must map to its place here.</summary>
    [Theory]
    [InlineData("- c: a AIM b\n")]
    [InlineData("- c: a\n    b\n    AIM c\n")]
    [InlineData("- c: a\n\n\n    b AIM c\n")]
    [InlineData("- c: 'a AIM b'\n")]
    [InlineData("- c: 'it''s\n    not '''' AIM b'\n")]
    [InlineData("- c: \"a AIM b\"\n")]
    [InlineData("- c: \"a\\tb\\x41\\u0042\\U0001F600 \\\" AIM b\"\n")]
    [InlineData("- c: \"a \\\n     b \\\n   AIM b\"\n")]
    [InlineData("- c: \"a\n\n    b\n   AIM b\"\n")]
    [InlineData("- c: |\n    a\n    AIM b\n")]
    [InlineData("- c: |\n    a\n\n\n      deeper\n    AIM b\n")]
    [InlineData("- c: |1-\n     a\n   AIM b\n")]
    [InlineData("- c: >\n    a\n    b AIM\n    c\n")]
    [InlineData("- c: >- # remark\n    a\n    b\n\n    c\n      deeper\n\n\n    d AIM\n")]
    [InlineData("- c: >+\n    a\n    AIM\n\n\n")]
    [InlineData("- c: &anchor >\n    a\n    AIM\n")]
    [InlineData("- c: !!str 'x AIM'\n")]
    [InlineData("- c: >\r\n    a\r\n    b AIM\r\n    c\r\n")]
    [InlineData("- c: |\r\n    a\r\n    b AIM\r\n    c\r\n")]
    [InlineData("- c: \"é\U0001F600 ü\n    ß AIM\"\n")]
    public void A_place_in_the_value_maps_to_the_same_word_in_the_file(string yaml)
    {
        var text = ReadOnlyScalar(yaml, out _);
        var inValue = text.Text.IndexOf("AIM", StringComparison.Ordinal);
        Assert.True(inValue >= 0);
        for (var i = 0; i < 3; i++)
            Assert.Equal(yaml.IndexOf("AIM", StringComparison.Ordinal) + i, text.FileOffset(inValue + i));
    }

    [Fact]
    public void Every_visible_character_of_a_folded_condition_maps_to_itself()
    {
        const string Yaml = "- c: >\n    proc.name = x and\n    (fd.name startswith /etc\n     or never_true)\n";
        var text = ReadOnlyScalar(Yaml, out _);
        for (var i = 0; i < text.Text.Length; i++)
        {
            if (!char.IsWhiteSpace(text.Text[i])) Assert.Equal(text.Text[i], Yaml[text.FileOffset(i)]);
        }
    }

    [Fact]
    public void The_end_of_the_value_is_a_place_behind_its_last_character()
    {
        var text = ReadOnlyScalar("- c: >-\n    ab\n    cd\n", out var file);
        var end = file.Locate(text.FileOffset(text.Text.Length));
        Assert.Equal((3, 7), (end.Line, end.Column));
    }

    [Fact]
    public void Joined_texts_lead_each_to_its_own_file()
    {
        var first = ReadOnlyScalar("- c: one\n", out _, "a.yaml");
        var second = ReadOnlyScalar("\n\n- c: >\n    two\n", out _, "b.yaml");
        var joined = first.Append(second);
        Assert.Equal("one two\n", joined.Text);
        Assert.Equal("a.yaml:1:6", joined.Locate(0).ToString());
        Assert.Equal("b.yaml:4:5", joined.Locate(4).ToString());
        Assert.Equal("b.yaml:4:7", joined.Trim().Locate(6).ToString());
    }

    static LocatedText ReadOnlyScalar(string yaml, out SourceFile file, string name = "t.yaml")
    {
        YamlNode? root = null;
        var fault = YamlReader.Read(yaml, 0, node => root = node);
        Assert.Null(fault);
        file = new SourceFile(name, yaml);
        var mapping = (YamlMapping)((YamlSequence)root!).Items[0];
        return LocatedText.Of(file, (YamlScalar)mapping.Entries[0].Value);
    }
}
