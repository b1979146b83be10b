"""Install keys: asked of configured hosts only, in order, once a minute, and believed only if they are RSA."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from plugin.platform.install_keys import MOST_ASKED, KeyRing, public_key
from plugin.platform.key_fetch import http_fetch
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m
from tests.platform.hosts import Host, serving

FIRST, SECOND = "https://keys.example.com", "https://spare.example.com/keys/"


class Hosts:
    """Key hosts that answer from a table and remember what they were asked."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.asked.append(url)
        if url not in self.answers:
            raise OSError("no answer")
        return self.answers[url]


class Kept:
    """A key store in memory."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}

    def get(self, kid: str) -> str | None:
        return self.keys.get(kid)

    def put(self, kid: str, pem: str) -> None:
        self.keys[kid] = pem


def ring(hosts: Hosts, kept: Kept | None = None) -> KeyRing:
    """A key ring over two hosts."""
    return KeyRing((FIRST, SECOND), hosts, kept or Kept())


def refused(keys: KeyRing, kid: str, after: timedelta = timedelta()) -> None:
    """The key ring must refuse this kid, for the reason `key`."""
    with pytest.raises(NotAuthentic) as caught:
        keys(kid, m.NOW + after)
    assert caught.value.reason is Reason.KEY


def test_the_first_host_is_asked_once_and_for_all() -> None:
    """A key is fetched from the first host and then kept, over a restart too."""
    hosts, kept = Hosts({f"{FIRST}/{m.KID}": m.pem(m.ATLASSIAN)}), Kept()
    assert m.ATLASSIAN.public_key() == ring(hosts, kept)(m.KID, m.NOW)
    assert m.ATLASSIAN.public_key() == ring(hosts, kept)(m.KID, m.NOW)
    assert hosts.asked == [f"{FIRST}/{m.KID}"]


@pytest.mark.parametrize(
    "answer", [None, b"", b"<html>", b"\xff\n" + m.pem(m.ATLASSIAN), m.pem(m.ATLASSIAN) + b"\n" * 9000]
)
def test_the_next_host_is_asked_when_one_fails(answer: bytes | None) -> None:
    """Silence or nonsense from the first host sends us to the second, with the kid."""
    hosts = Hosts({f"{SECOND}{m.KID}": m.pem(m.ATLASSIAN)} | ({f"{FIRST}/{m.KID}": answer} if answer else {}))
    assert m.ATLASSIAN.public_key() == ring(hosts)(m.KID, m.NOW)
    assert hosts.asked == [f"{FIRST}/{m.KID}", f"{SECOND}{m.KID}"]


@pytest.mark.parametrize(
    "kid",
    [
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a..b",
        ".hidden",
        "http://evil.example/key",
        "a?b",
        "a#b",
        "a%2Fb",
        "a@b",
        "a\\b",
        "a b",
        "a\n",
        "k\u00e9y",
        "\u0661",
        "a" * 129,
    ],
)
def test_a_kid_that_could_lead_elsewhere_asks_nobody(kid: str) -> None:
    """A kid that is not a plain name is refused before a URL exists."""
    hosts = Hosts({})
    refused(ring(hosts), kid)
    assert hosts.asked == []


def test_an_unknown_kid_is_asked_for_once_a_minute() -> None:
    """A second call within the minute is refused without asking; after it the hosts are asked again."""
    hosts = Hosts({})
    keys = ring(hosts)
    refused(keys, m.KID)
    refused(keys, m.KID, timedelta(seconds=59))
    assert len(hosts.asked) == 2
    hosts.answers[f"{FIRST}/{m.KID}"] = m.pem(m.ATLASSIAN)
    assert m.ATLASSIAN.public_key() == keys(m.KID, m.NOW + timedelta(seconds=60))


def test_invented_kids_do_not_make_us_call_without_end() -> None:
    """Beyond a bound of unknown kids a minute nobody is asked any more, until the minute is over."""
    hosts = Hosts({f"{FIRST}/{m.KID}": m.pem(m.ATLASSIAN)})
    keys = ring(hosts)
    for number in range(MOST_ASKED):
        refused(keys, f"kid-{number}")
    refused(keys, m.KID)
    assert len(hosts.asked) == 2 * MOST_ASKED
    assert m.ATLASSIAN.public_key() == keys(m.KID, m.NOW + timedelta(seconds=60))


def test_only_a_strong_rsa_key_is_a_key() -> None:
    """Elliptic keys, short RSA keys and private keys are refused."""
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the weak key that must be refused
    for pem in (curve.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), m.pem(short), b"-----BEGIN"):
        with pytest.raises(NotAuthentic):
            public_key(pem)


class KeyHost(Host):
    """A key host with one good key, a redirect to it, and an answer without end."""

    def respond(self) -> None:
        status = {"/good": 200, "/long": 200, "/moved": 302}.get(self.path, 404)
        body = b"x" * 9000 if self.path == "/long" else m.pem(m.ATLASSIAN)
        self.answer(status, body, "/good" if status == 302 else None)


@pytest.fixture
def host() -> Iterator[str]:
    """The address of a key host on this machine."""
    with serving(KeyHost) as address:
        yield address


def test_a_key_comes_over_http(host: str) -> None:
    """A plain answer is returned as it is."""
    assert m.pem(m.ATLASSIAN) == http_fetch(f"{host}/good")


@pytest.mark.parametrize("path", ["moved", "long", "absent"])
def test_no_other_answer_is_taken(host: str, path: str) -> None:
    """A redirect, an answer over 8 KiB and an error are each a failure, and no redirect is followed."""
    with pytest.raises(OSError, match="key host answered"):
        http_fetch(f"{host}/{path}")


def test_a_host_that_is_not_there_is_a_failure_of_the_network() -> None:
    """A refused connection is an OSError, which is what the key ring steps over."""
    with pytest.raises(OSError, match="refused"):
        http_fetch("http://127.0.0.1:9/kid")
