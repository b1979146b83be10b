"""A key set is read for its RSA keys alone, and comes over HTTP within bounds."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from plugin.platform.jwks import LONGEST_SET, Jwks, keys_in
from plugin.platform.key_fetch import http_fetch
from plugin.usecases.refusal import NotAuthentic, Reason
from tests.platform import made_up as m
from tests.platform import made_up_forge as f
from tests.platform.hosts import Host, serving

SHORT = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - the weak key that must be refused
CURVE = ec.generate_private_key(ec.SECP256R1()).public_key()
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)

UNFIT: dict[str, Any] = {
    "an elliptic key": {**ECAlgorithm.to_jwk(CURVE, as_dict=True), "kid": "other"},
    "a short key": f.jwk(SHORT, kid="other"),
    "a private key": {**RSAAlgorithm.to_jwk(m.STRANGER, as_dict=True), "kid": "other"},
    "a shared secret": {"kty": "oct", "kid": "other", "k": "AAAA"},
    "a key for encrypting": f.jwk(m.STRANGER, kid="other", use="enc"),
    "a key for another algorithm": f.jwk(m.STRANGER, kid="other", alg="RS512"),
    "a key for HMAC": f.jwk(m.STRANGER, kid="other", alg="HS256"),
    "a key of no algorithm": f.jwk(m.STRANGER, kid="other", alg="none"),
    "no modulus": f.jwk(m.STRANGER, kid="other", n=m.ABSENT),
    "a modulus of no text": f.jwk(m.STRANGER, kid="other", n=7),
    "a modulus that is none": f.jwk(m.STRANGER, kid="other", n="!"),
    "an even exponent": f.jwk(m.STRANGER, kid="other", e="BAAA"),
    "no kid": f.jwk(m.STRANGER, kid=m.ABSENT),
    "a kid of no text": f.jwk(m.STRANGER, kid=7),
    "an endless kid": f.jwk(m.STRANGER, kid="a" * 300),
    "a text": "key",
    "nothing": None,
}


@pytest.mark.parametrize("key", UNFIT.values(), ids=UNFIT.keys())
def test_only_a_strong_rsa_key_for_signatures_is_a_key(key: Any) -> None:
    """Whatever else a set holds is stepped over, and the good key beside it serves."""
    assert keys_in(f.key_set(key, f.jwk())) == {f.KID: m.ATLASSIAN.public_key()}


@pytest.mark.parametrize("name", ["use", "alg"])
def test_a_key_need_not_say_what_it_is_for(name: str) -> None:
    """Use and algorithm may be left out."""
    assert keys_in(f.key_set(f.jwk(m.ATLASSIAN, **{name: m.ABSENT}))) == {f.KID: m.ATLASSIAN.public_key()}


def test_of_two_keys_with_one_kid_the_first_counts() -> None:
    """A second key cannot take the place of the first."""
    assert keys_in(f.key_set(f.jwk(), f.jwk(m.STRANGER))) == {f.KID: m.ATLASSIAN.public_key()}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b'{"keys": {}}',
        b'{"keys": 7}',
        b'{"key": []}',
        pytest.param(b"[" * 60_000, id="deep"),
        pytest.param(b"1" * 60_000, id="long"),
    ],
)
def test_what_is_no_key_set_has_no_keys(body: bytes) -> None:
    """Any other answer is read as none."""
    assert keys_in(body) == {}


@settings(deadline=None)
@given(ANY_JSON, st.dictionaries(st.sampled_from(["kty", "n", "e", "use", "alg", "kid", "key_ops"]), ANY_JSON))
def test_any_json_is_read_without_failing(document: Any, changes: dict[str, Any]) -> None:
    """No document, and no key in one, makes reading fail."""
    assert keys_in(json.dumps(document).encode()) == {}
    assert set(keys_in(f.key_set({**f.jwk(), **changes}, f.jwk(kid="good")))) >= {"good"}


class KeySetHost(Host):
    """A host with key sets of several sizes and a redirect to a good one."""

    def respond(self) -> None:
        spaces = {"/large": 60_000, "/too-large": LONGEST_SET}.get(self.path, 0)
        moved = self.path == "/moved"
        self.answer(302 if moved else 200, f.key_set(f.jwk()) + b" " * spaces, "/good" if moved else None)


@pytest.fixture
def host() -> Iterator[str]:
    """The address of a host on this machine."""
    with serving(KeySetHost) as address:
        yield address


@pytest.mark.parametrize("path", ["good", "large"])
def test_a_key_set_comes_over_http(host: str, path: str) -> None:
    """A plain answer of up to 64 KiB is taken."""
    assert Jwks(f"{host}/{path}", http_fetch)(f.KID, m.NOW) == m.ATLASSIAN.public_key()


@pytest.mark.parametrize("path", ["moved", "too-large"])
def test_no_other_answer_is_taken(host: str, path: str) -> None:
    """A redirect is not followed, though a good set lies at its end, and a larger answer is not read."""
    with pytest.raises(NotAuthentic) as caught:
        Jwks(f"{host}/{path}", http_fetch)(f.KID, m.NOW)
    assert caught.value.reason is Reason.KEY
