import pytest

from stackyard_constructs.dns import check_domain, check_record, text_record
from stackyard_constructs.properties import InvalidProperty


@pytest.mark.parametrize(
    "name",
    ["example", "Example.com", "-a.example.com", "a..example.com", "a" * 64 + ".com", "dev.example.com.", ""],
)
def test_what_is_no_domain_is_refused(name: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        check_domain(name)
    assert str(caught.value) == f"{name!r} is not a domain in lower case, such as dev.example.com"


@pytest.mark.parametrize("host", ["@", "*", "www", "*.apps", "_dmarc", "a.b.c", "xn--bcher-kva"])
def test_hosts(host: str) -> None:
    check_record(host, "A", ["192.0.2.1"])


@pytest.mark.parametrize("host", ["", "www.", "a*", "www.*", "a b", "-a", "${x}"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(InvalidProperty, match="is not a name within a zone, such as www, \\* or @"):
        check_record(host, "A", ["192.0.2.1"])


def test_the_zone_itself_cannot_be_a_cname() -> None:
    with pytest.raises(InvalidProperty, match="the zone itself cannot be a CNAME"):
        check_record("@", "CNAME", ["example.org"])


def test_a_cname_has_one_value() -> None:
    with pytest.raises(InvalidProperty, match="the CNAME record of 'www' has 2 values; it can have one"):
        check_record("www", "CNAME", ["a.example.org", "b.example.org"])


def test_a_record_without_a_value_is_refused() -> None:
    with pytest.raises(InvalidProperty, match="the A record of 'www' has no value"):
        check_record("www", "A", [])


@pytest.mark.parametrize("ttl", [-1, 2**31])
def test_a_ttl_that_dns_cannot_carry_is_refused(ttl: int) -> None:
    with pytest.raises(InvalidProperty, match="a TTL lies between 0 and 2147483647 seconds"):
        check_record("www", "A", ["192.0.2.1"], ttl)


def test_quotes_and_backslashes_of_a_text_are_escaped() -> None:
    assert text_record('say "hi" \\ bye') == 'say \\"hi\\" \\\\ bye'


def test_a_long_text_is_cut_into_strings_of_255() -> None:
    assert text_record("a" * 255 + "b" * 255 + "c") == "a" * 255 + '" "' + "b" * 255 + '" "c'


@pytest.mark.parametrize("text", ["é", "two\nlines", "\x7f"])
def test_a_text_that_dns_cannot_carry_is_refused_unseen(text: str) -> None:
    with pytest.raises(InvalidProperty) as caught:
        text_record(text)
    assert str(caught.value) == "a TXT record carries printable ASCII only"
