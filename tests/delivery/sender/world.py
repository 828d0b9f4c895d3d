"""A DNS of its own: a real resolver of dnspython, whose only name server is this process. No packet leaves."""

import ipaddress

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.nameserver
import dns.rcode
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.resolver
import dns.reversename
import dns.rrset
from dns.rdtypes.ANY.TXT import TXT

# An RSA key of 2048 bits, as openssl writes it; nobody has the private half.
SOUND_KEY = (
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoRZPvV9c7gzcKJQAGW27KcYy2yrAOeLgyX3+n8UQOB3z7q7B52PYi1Ub"
    "m7eTxJma6+Y4+PzV2VPpbufj83NAie/RDwFDAnQijqTfd9RBAq6BESUkB307DK3NCj/t5aN5GdFLrkV1PvYXUzQykawsqVtvX5jM"
    "5umyU+Oby6KGbInrrl2DEGmHkRADp+bfE2ix8ElZA6FKq1xADpWyWMU35UFQUaFSGE4Kc1a3FqdSaERVg+jZQEoUL9uqAU7Q8dh2"
    "wVZuRQT3k1Lw6MXjLaGtsOgDgSEHfd3R+3m8mHM4WXwed/Ocbkll4RIz3S/AfHrIB0QfOeRDBQJM1CXVEnOYCwIDAQAB"
)


class World(dns.nameserver.Nameserver):
    """Zones, written down line by line. It is a resolver, and the name server that this resolver asks."""

    def __init__(self):
        super().__init__()
        self._rrsets = {}
        self._faults = {}
        self.asked = []
        self._resolver = dns.resolver.Resolver(configure=False)
        self._resolver.nameservers = [self]

    # Writing it

    def txt(self, name, *texts):
        for text in texts:
            octets = text if isinstance(text, bytes) else text.encode()
            strings = [octets[at : at + 255] for at in range(0, len(octets), 255)] or [b""]
            self._add(name, TXT(dns.rdataclass.IN, dns.rdatatype.TXT, strings))
        return self

    def record(self, name, kind, *values):
        for value in values:
            self._add(name, dns.rdata.from_text("IN", kind, value, origin=dns.name.root, relativize=False))
        return self

    def address(self, name, *addresses):
        for address in addresses:
            self.record(name, "A" if ipaddress.ip_address(address).version == 4 else "AAAA", address)
        return self

    def mx(self, name, *hosts):
        return self.record(name, "MX", *(f"{10 * place} {host}." for place, host in enumerate(hosts, 1)))

    def ptr(self, address, *names):
        return self.record(dns.reversename.from_address(address).to_text(), "PTR", *(f"{name}." for name in names))

    def without(self, name, kind):
        self._rrsets.pop((dns.name.from_text(name), dns.rdatatype.from_text(kind)), None)
        return self

    def fault(self, name, fault):
        """Let every question about `name` (".": about everything) end in `fault`: late, garbage, SERVFAIL, REFUSED."""
        self._faults[dns.name.from_text(name)] = fault
        return self

    def _add(self, name, rdata):
        key = (dns.name.from_text(name), rdata.rdtype)
        self._rrsets.setdefault(key, dns.rrset.RRset(key[0], dns.rdataclass.IN, rdata.rdtype)).add(rdata, 60)

    # Asking it

    def resolve(self, qname, rdtype, *, lifetime):
        """Be what `check` is given."""
        assert lifetime > 0
        self.asked.append((qname.to_text(omit_final_dot=True), rdtype))
        if self._fault(qname) == "late":
            raise dns.resolver.LifetimeTimeout(timeout=lifetime, errors=[])
        return self._resolver.resolve(qname, rdtype, lifetime=lifetime, search=False)

    def query(self, request, timeout, source, source_port, max_size, one_rr_per_rrset=False, ignore_trailing=False):
        """Be the name server: every answer has been through the wire's format."""
        question = request.question[0]
        fault = self._fault(question.name)
        if fault == "garbage":
            return dns.message.from_wire(b"\x00\x01garbage")
        response = dns.message.make_response(request)
        if fault:
            response.set_rcode(dns.rcode.from_text(fault))
            return response
        self._answer(question, response)
        return dns.message.from_wire(response.to_wire(max_size=65535))

    def _answer(self, question, response):
        name = question.name
        for _hop in range(20):
            alias = self._rrsets.get((name, dns.rdatatype.CNAME))
            if alias is None:
                break
            response.answer.append(alias)
            name = alias[0].target
        found = self._rrsets.get((name, question.rdtype))
        if found is not None:
            response.answer.append(found)
        elif not response.answer and not any(known == name for known, _kind in self._rrsets):
            response.set_rcode(dns.rcode.NXDOMAIN)

    def _fault(self, name):
        return self._faults.get(name) or self._faults.get(dns.name.root)

    def __str__(self):
        return "this process"

    def kind(self):
        return "test"

    def is_always_max_size(self):
        return True

    def answer_nameserver(self):
        return "test"

    def answer_port(self):
        return 53


def sound():
    """Return a world in which everything about unit.example.org is as it should be; it sends from 192.0.2.25."""
    return (
        World()
        .txt("unit.example.org", "v=spf1 ip4:192.0.2.25 include:spf.example.net -all", "other=text")
        .txt("spf.example.net", "v=spf1 ip4:198.51.100.0/24 -all")
        .txt("news._domainkey.unit.example.org", f"v=DKIM1; k=rsa; p={SOUND_KEY}")
        .txt("_dmarc.unit.example.org", "v=DMARC1; p=quarantine; rua=mailto:dmarc@unit.example.org")
        .mx("unit.example.org", "mail.unit.example.org")
        .address("mail.unit.example.org", "192.0.2.25")
        .ptr("192.0.2.25", "mail.unit.example.org")
    )
