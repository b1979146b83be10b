"""No changed, invented or malformed invocation token is taken, and none makes the verifier fail in another way."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.platform.forge import Invocation, verify_invocation
from plugin.usecases.refusal import NotAuthentic
from tests.platform import made_up as m
from tests.platform import made_up_forge as f

GOOD = f.token()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \u00e9\n"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def verify(token: str) -> Invocation:
    """Verify as a gate of ours would."""
    return verify_invocation(token, rules=f.RULES, key_for=f.key_for, now=m.NOW)


def refused(token: str) -> None:
    """The token must be refused, and in no other way than by NotAuthentic."""
    with pytest.raises(NotAuthentic):
        verify(token)


@settings(deadline=None, max_examples=400)
@given(st.integers(0, len(GOOD) - 1), st.sampled_from(LETTERS))
def test_a_token_with_one_other_character_is_refused(at: int, letter: str) -> None:
    """No single character of a token can be another one."""
    if GOOD[at] != letter:
        refused(GOOD[:at] + letter + GOOD[at + 1 :])


@settings(deadline=None)
@given(st.integers(0, len(GOOD)), st.sampled_from(LETTERS))
def test_a_token_with_a_character_more_or_less_is_refused(at: int, letter: str) -> None:
    """No character can be put in anywhere, and none left out."""
    refused(GOOD[:at] + letter + GOOD[at:])
    if at < len(GOOD):
        refused(GOOD[:at] + GOOD[at + 1 :])


def test_the_last_character_has_one_spelling() -> None:
    """The spare bits at the end of a signature are no room for a second spelling of the same token."""
    assert verify(GOOD).cloud_id == f.CLOUD_ID
    for letter in set(LETTERS) - {GOOD[-1]}:
        refused(GOOD[:-1] + letter)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["alg", "kid", "crit", "b64", "typ", "jwk", "x5c", "zip"]), ANY_JSON), ANY_JSON)
def test_any_rightly_signed_json_is_refused_and_nothing_else(header: dict[str, Any], held: Any) -> None:
    """No header and no claims, though signed by Forge itself, make the verifier fail in another way."""
    refused(f.signed({**f.HEADER, **header}, held))


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([*f.claims(), "icLabel"]), ANY_JSON)
def test_any_value_of_a_claim_is_accepted_or_refused(name: str, value: Any) -> None:
    """A claim of any type, rightly signed, is accepted or refused, and never a failure of ours."""
    with suppress(NotAuthentic):
        assert verify(f.token(**{name: value})).cloud_id == f.CLOUD_ID


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(["app", "context"]), st.sampled_from([*f.app(), *f.context()]), ANY_JSON)
def test_any_value_inside_a_claim_is_accepted_or_refused(claim: str, name: str, value: Any) -> None:
    """The same holds one level down."""
    held = f.claims()
    held[claim][name] = value
    with suppress(NotAuthentic):
        assert verify(f.signed(f.HEADER, held)).api_base_url(f.RULES) == f.API_BASE_URL


@settings(deadline=None)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_-]{1,40}\.[A-Za-z0-9_-]{1,80}\.[A-Za-z0-9_-]{0,50}", fullmatch=True))
def test_any_text_is_refused_and_nothing_else(token: str) -> None:
    """No text makes the verifier fail in another way than by refusing."""
    refused(token)
