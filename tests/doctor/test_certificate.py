"""Certificates as servers on loopback show them: accepted or not, why not, and for how long yet."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plugin.doctor.certificate import judge_certificate, judge_no_certificate
from plugin.doctor.finding import Finding, Grade
from plugin.doctor.tls import Trust, shown_by, trust_of_this_machine
from tests.doctor.authority import Authority, self_signed
from tests.doctor.servers import Script, serving

HOST = "localhost"


def seen(tls: ssl.SSLContext, trust: Trust, host: str = HOST) -> Finding:
    """What is found about the certificate of a server."""
    with serving(Script(), tls) as port:
        return judge_certificate(host, shown_by(host, port, trust), datetime.now(UTC))


def test_a_right_one_says_who_made_it_out_and_for_how_long(tmp_path: Path) -> None:
    """Known here and to the public."""
    authority = Authority("Example Trust")
    found = seen(authority.server(tmp_path, HOST), authority.trust())
    assert found.grade is Grade.OK
    assert "made out by Example Trust" in found.text
    assert "(364 days left)" in found.text


@pytest.mark.parametrize(("days", "grade"), [(22, Grade.OK), (20, Grade.WARNING), (1, Grade.WARNING)])
def test_one_that_ends_soon_is_a_warning(tmp_path: Path, days: int, grade: Grade) -> None:
    """Three weeks ahead, so that there is time to find out why it was not renewed."""
    authority = Authority("Example Trust")
    tls = authority.server(tmp_path, HOST, ends=timedelta(days=days, hours=1))
    found = seen(tls, authority.trust())
    assert found.grade is grade
    assert (f"in {days} day" in found.text) == (grade is Grade.WARNING)


def test_an_expired_one_is_named_as_such(tmp_path: Path) -> None:
    """With the day on which it ended."""
    authority = Authority("Example Trust")
    found = seen(authority.server(tmp_path, HOST, ends=timedelta(days=-2)), authority.trust())
    assert found.grade is Grade.PROBLEM
    assert "it has expired" in found.text
    assert f"It ends on {datetime.now(UTC) - timedelta(days=2):%d %B %Y}" in found.text


def test_one_of_tomorrow_is_named_as_such(tmp_path: Path) -> None:
    """Most often the clock of this machine is slow."""
    authority = Authority("Example Trust")
    found = seen(authority.server(tmp_path, HOST, begins=timedelta(days=1)), authority.trust())
    assert found.grade is Grade.PROBLEM
    assert "not valid yet" in found.text


def test_one_for_another_host_tells_for_which(tmp_path: Path) -> None:
    """As many names as fit into a line."""
    authority = Authority("Example Trust")
    found = seen(authority.server(tmp_path, "www.example.org", "shop.example.org"), authority.trust())
    assert found.grade is Grade.PROBLEM
    assert "it is made out to another host. It is for www.example.org, shop.example.org." in found.text


def test_one_without_the_ip_address_is_a_problem(tmp_path: Path) -> None:
    """An address by number needs a certificate by number."""
    authority = Authority("Example Trust")
    assert "IP address" in seen(authority.server(tmp_path, HOST), authority.trust(), "127.0.0.1").text
    assert seen(authority.server(tmp_path, "127.0.0.1"), authority.trust(), "127.0.0.1").grade is Grade.OK


def test_a_self_signed_one_is_named_as_such(tmp_path: Path) -> None:
    """And that it takes a public authority."""
    found = seen(self_signed(tmp_path, HOST), Authority("Example Trust").trust())
    assert found.grade is Grade.PROBLEM
    assert "self-signed" in found.text
    assert "public authority" in found.text


def test_an_incomplete_chain_is_told_from_a_private_authority(tmp_path: Path) -> None:
    """Without the part between, nobody can follow it up; with it, all is well."""
    root = Authority("Example Trust")
    between = Authority("Example Issuing", above=root)
    found = seen(between.server(tmp_path, HOST), root.trust())
    assert found.grade is Grade.PROBLEM
    assert "the chain is incomplete" in found.text
    assert "made out by Example Issuing. Let the server send the whole chain" in found.text
    assert seen(between.server(tmp_path, HOST, chain=between.pem), root.trust()).grade is Grade.OK


def test_a_private_authority_is_named_as_such(tmp_path: Path) -> None:
    """Not known here: refused. Known here only: Atlassian would still refuse it."""
    private, public = Authority("Example Company"), Authority("Example Trust")
    tls = private.server(tmp_path, HOST, chain=private.pem)
    found = seen(tls, public.trust())
    assert found.grade is Grade.PROBLEM
    assert "its authority is a private one" in found.text
    found = seen(tls, private.trust(public))
    assert found.grade is Grade.WARNING
    assert "Atlassian knows public ones only" in found.text


def test_a_server_without_tls_is_a_problem() -> None:
    """It speaks plain http, or nothing at all; where only a proxy leads out, nothing can be said."""
    with serving(Script()) as port, pytest.raises(ssl.SSLError) as plain:
        shown_by(HOST, port, Authority("Example Trust").trust())
    with pytest.raises(OSError, match="refused") as away:
        shown_by(HOST, port, Authority("Example Trust").trust())
    found = [judge_no_certificate(HOST, error.value, by_proxy=False) for error in (plain, away)]
    assert [one.grade for one in found] == [Grade.PROBLEM] * 2
    assert "speaks no TLS" in found[0].text
    assert "could not be connected to" in found[1].text
    assert judge_no_certificate(HOST, away.value, by_proxy=True).grade is Grade.WARNING
    assert "in time" in judge_no_certificate(HOST, TimeoutError(), by_proxy=False).text


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_an_authority_named_in_the_environment_is_believed_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    """As `requests` believes it, and by that the rest of the app; what the public makes of it is another matter."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    authority = Authority("Example Trust")
    tls = authority.server(tmp_path, HOST)
    assert seen(tls, trust_of_this_machine()).grade is Grade.PROBLEM
    bundle = tmp_path / "bundle.pem"
    bundle.write_text(authority.pem)
    monkeypatch.setenv(variable, str(bundle))
    found = seen(tls, trust_of_this_machine())
    assert found.grade is Grade.WARNING
    assert "no public authority vouches" in found.text
