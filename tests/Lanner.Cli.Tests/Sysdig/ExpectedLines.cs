namespace Lanner.Cli.Tests.Sysdig;

/// <summary>What sysdig 0.29.3 prints in UTC, listed differences taken out: the number of lines and the start of their SHA-256.</summary>
sealed record ExpectedLines(string Capture, string Options, string Content)
{
    public static readonly ExpectedLines[] All =
    [
        .. Table.Split('\n').Select(row => row.Split('\t')).Select(cells => new ExpectedLines(cells[0] + ".scap", cells[1], $"{cells[2]}\t{cells[3]}")),
    ];

    public static ExpectedLines Of(string capture, string options) => Array.Find(All, e => e.Capture == capture && e.Options == options)!;

    const string Table = """
        502Error		9478	c6c956b46bae787d
        502Error	-pc	9478	5e1c97ba37fae774
        502Error	-A	11717	efe4b9af50f99f40
        502Error	-x	18482	faa5b3a21c1de30b
        502Error	-X	18482	41a76e9845035e96
        502Error	-b	9478	2db38733034eb6b6
        502Error	-j	9478	ed7f9721032ff559
        502Error	-v	9478	25d21f6d3468dba9
        502Error	-t a	9478	e644022a8d961791
        502Error	-t r	9478	bae200a398068380
        502Error	-t d	9478	b5487e57848bec94
        502Error	-t D	9478	404033cc78822c56
        502Error	-j -X	9478	57070c67e3ec21dc
        502Error	-pk	9478	cbd2b23c3b876927
        run_as_user_0_container		3796	6d9b02d078944d7d
        run_as_user_0_container	-pc	3796	3b9b563661fd3a4a
        run_as_user_0_container	-A	4112	07284e8197b7c117
        run_as_user_0_container	-X	4881	b0fac230be125301
        run_as_user_0_container	-b	3796	c0b3bcdbe315c2dc
        run_as_user_0_container	-j	3796	c3217e9dcce1e835
        run_as_user_0_container	-v	3796	ccd7b3e82d964f2a
        run_as_user_0_container	-t a	3796	5f4e9479d3cf0e92
        run_as_user_0_container	-t r	3796	75bb08c3661d6fee
        run_as_user_0_container	-t d	3796	8542a9c53859d8a3
        run_as_user_0_container	-t D	3796	2a5fa12adc2aa5b9
        sample		402	3b3b701a886d62ea
        sample	-pc	402	e87aef70751f9c5d
        sample	-X	412	0dde99e4452d4829
        sample	-j	402	c4229332f3b454a6
        sample	-t a	402	c4766aab73119110
        sample	-t r	402	a7822d85e91ae998
        curl_google		1221	94a562faa0d7aea8
        curl_google	-A	1308	855a435ad5b58cd5
        curl_google	-x	1714	c58cc00a42ff027a
        curl_google	-b	1221	0874aa916c3fee27
        curl_google	-v	1221	e186382dbc3e4b42
        curl_google	-t d	1221	64f499b9d8c033a5
        cat_write		85	718ccd264d5e09d5
        cat_write	-v	85	ceb507824d46a07a
        cat_write	-j	85	e41b6fa117b5e936
        cat_write	-t r	85	6f53efa80661742e
        open-multiple-files		86	d6388c4276d3bcda
        open-multiple-files	-t D	86	896227437ebe097a
        single_ipv6_conn		28	310f02f7ff2b1dbe
        single_ipv6_conn	-pc	28	7306c50801d442d2
        single_ipv6_conn	-X	32	6f325b588745c6df
        """;
}
