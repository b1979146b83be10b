"""Keys: ours open what is stored, and Atlassian's can be had."""

from __future__ import annotations

from plugin.doctor.finding import Grade
from plugin.doctor.keys import judge_jwks, judge_secrets, look_at_key_hosts
from tests.doctor.answers import SILENCE, answer, at_each, html
from tests.standin.keys import SigningKey

ONE, TWO = "https://one.example", "https://two.example"
JWKS = "https://keys.example/jwks.json"


def _fail() -> None:
    raise ValueError("no key of ours opens it\nand more of it")


def test_a_secret_that_does_not_open_is_one_line() -> None:
    """The reason, and what to do."""
    found = judge_secrets(_fail)
    assert found.grade is Grade.PROBLEM
    assert "no key of ours opens it. Put the lost key back" in found.text
    assert "and more" not in found.text
    assert judge_secrets(lambda: None).grade is Grade.OK


def test_any_answer_of_a_key_host_will_do() -> None:
    """Without a key's name they have nothing to give."""
    look = at_each({ONE: answer(status=404), TWO: answer(status=403)})
    assert [one.grade for one in look_at_key_hosts([ONE, TWO], look, needed=True)] == [Grade.OK] * 2


def test_one_key_host_of_two_is_enough() -> None:
    """The other one is a warning; none at all is a problem where Connect is in use."""
    look = at_each({ONE: answer(status=404), TWO: html("", 503)})
    assert [one.grade for one in look_at_key_hosts([ONE, TWO], look, needed=True)] == [Grade.OK, Grade.WARNING]
    away = at_each({ONE: answer(status=302, Location="https://login.example/")})
    needed, spare = ([f.grade for f in look_at_key_hosts([ONE, TWO], away, needed=flag)] for flag in (True, False))
    assert (needed, spare) == ([Grade.PROBLEM] * 2, [Grade.WARNING] * 2)


def test_the_key_set_must_hold_a_usable_key() -> None:
    """Anything else refuses every call of Forge's."""
    key = SigningKey()
    good = {"keys": [key.jwk(), {"kty": "EC", "kid": "x"}]}
    found = judge_jwks(JWKS, answer(good))
    assert found.grade is Grade.OK
    assert "1 usable key " in found.text
    for bad in (answer({"keys": []}), answer(good, 500), html("<title>Sign in</title>"), SILENCE):
        assert judge_jwks(JWKS, bad).grade is Grade.PROBLEM
    assert "“Sign in”" in judge_jwks(JWKS, html("<title>Sign in</title>")).text
