using System.Collections.Frozen;

namespace Lanner.Filters;

/// <summary>
/// Port numbers by service name. The list is built in, so that a rule means the same on every machine; names as IANA has them.
/// </summary>
public static class ServiceNames
{
    static readonly (string Name, ushort Port)[] s_services =
    [
        ("tcpmux", 1), ("echo", 7), ("discard", 9), ("systat", 11), ("daytime", 13), ("netstat", 15), ("chargen", 19), ("ftp-data", 20),
        ("ftp", 21), ("ssh", 22), ("telnet", 23), ("smtp", 25), ("time", 37), ("whois", 43), ("tacacs", 49), ("domain", 53), ("bootps", 67),
        ("bootpc", 68), ("tftp", 69), ("gopher", 70), ("finger", 79), ("http", 80), ("kerberos", 88), ("pop2", 109), ("pop3", 110),
        ("sunrpc", 111), ("auth", 113), ("nntp", 119), ("ntp", 123), ("epmap", 135), ("netbios-ns", 137), ("netbios-dgm", 138),
        ("netbios-ssn", 139), ("imap2", 143), ("imap", 143), ("snmp", 161), ("snmp-trap", 162), ("xdmcp", 177), ("bgp", 179), ("irc", 194),
        ("ldap", 389), ("https", 443), ("snpp", 444), ("microsoft-ds", 445), ("kpasswd", 464), ("submissions", 465), ("saft", 487),
        ("isakmp", 500), ("exec", 512), ("login", 513), ("shell", 514), ("syslog", 514), ("printer", 515), ("uucp", 540), ("klogin", 543),
        ("kshell", 544), ("dhcpv6-client", 546), ("dhcpv6-server", 547), ("afpovertcp", 548), ("rtsp", 554), ("nntps", 563),
        ("submission", 587), ("nqs", 607), ("ipp", 631), ("ldaps", 636), ("domain-s", 853), ("rsync", 873), ("ftps-data", 989),
        ("ftps", 990), ("telnets", 992), ("imaps", 993), ("pop3s", 995), ("socks", 1080), ("rmiregistry", 1099), ("openvpn", 1194),
        ("lotusnote", 1352), ("ms-sql-s", 1433), ("ms-sql-m", 1434), ("ingreslock", 1524), ("datametrics", 1645), ("l2f", 1701),
        ("radius", 1812), ("radius-acct", 1813), ("cisco-sccp", 2000), ("nfs", 2049), ("gnunet", 2086), ("rtcm-sc104", 2101),
        ("docker", 2375), ("docker-s", 2376), ("etcd-client", 2379), ("etcd-server", 2380), ("zephyr-srv", 2102), ("iscsi-target", 3260),
        ("mysql", 3306), ("ms-wbt-server", 3389), ("svn", 3690), ("epmd", 4369), ("sip", 5060), ("sip-tls", 5061), ("xmpp-client", 5222),
        ("xmpp-server", 5269), ("mdns", 5353), ("postgresql", 5432), ("amqps", 5671), ("amqp", 5672), ("rplay", 5555), ("x11", 6000),
        ("redis", 6379), ("ircs-u", 6697), ("bbs", 7000), ("http-alt", 8080), ("puppet", 8140), ("git", 9418), ("zabbix-agent", 10050),
        ("zabbix-trapper", 10051), ("amanda", 10080), ("memcached", 11211), ("mongodb", 27017),
    ];

    static readonly FrozenDictionary<string, ushort> s_ports =
        s_services.ToFrozenDictionary(service => service.Name, service => service.Port, StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<ushort, byte[]> s_names = s_services.DistinctBy(service => service.Port)
        .ToFrozenDictionary(service => service.Port, service => System.Text.Encoding.ASCII.GetBytes(service.Name));

    /// <summary>The first name of a port in UTF-8, or null.</summary>
    public static byte[]? FindName(ushort port) => s_names.GetValueOrDefault(port);

    public static bool TryGetPort(string name, out ushort port) => s_ports.TryGetValue(name, out port);
}
