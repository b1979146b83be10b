"""Our public address: its form, where its name leads, and who answers there."""

from __future__ import annotations

import pytest

from descriptors.connect import connect_descriptor
from plugin.doctor.address import judge_form, judge_resolved, look_at_ourselves, resolved
from plugin.doctor.finding import Finding, Grade
from plugin.doctor.looking import Answer, NoAnswer
from tests.doctor.answers import SILENCE, answer, at_each, html

BASE = "https://risks.example.org"
UP = answer({"status": "up"})
RIGHT: dict[str, Answer | NoAnswer] = {
    f"{BASE}/readyz": answer({"status": "ready"}),
    f"{BASE}/atlassian-connect.json": answer(connect_descriptor(BASE)),
}


def looked(health: Answer | NoAnswer = UP, **changed: Answer | NoAnswer) -> list[Finding]:
    """What is found where all is right but what is changed: `readyz` or `descriptor`."""
    answers = dict(RIGHT)
    for name, other in changed.items():
        answers[f"{BASE}/{'readyz' if name == 'readyz' else 'atlassian-connect.json'}"] = other
    return list(look_at_ourselves(BASE, health, at_each(answers)))


def test_a_bare_https_host_is_fine() -> None:
    """Nothing to say then; with Connect alone a path is fine as well."""
    assert list(judge_form(BASE, forge=True, insecure=False)) == []
    assert list(judge_form(f"{BASE}/plumbline", forge=False, insecure=False)) == []


def test_a_path_is_a_problem_under_forge() -> None:
    """And the remedy names the address without it."""
    (found,) = judge_form(f"{BASE}:8443/plumbline", forge=True, insecure=False)
    assert found.grade is Grade.PROBLEM
    assert "PLUMBLINE_BASE_URL=https://risks.example.org:8443" in found.text


def test_http_will_do_for_development_only() -> None:
    """Which has to be asked for."""
    (found,) = judge_form("http://localhost:8000", forge=False, insecure=False)
    (allowed,) = judge_form("http://localhost:8000", forge=False, insecure=True)
    assert (found.grade, allowed.grade) == (Grade.PROBLEM, Grade.WARNING)


@pytest.mark.parametrize(
    ("addresses", "insecure", "by_proxy", "grade"),
    [
        (["203.0.114.7"], False, False, Grade.OK),
        (["10.0.0.7", "2606:4700::1"], False, False, Grade.OK),
        (["10.0.0.7", "fe80::1%eth0"], False, False, Grade.WARNING),
        (["127.0.0.1"], False, False, Grade.WARNING),
        (["127.0.0.1"], True, False, Grade.OK),
        ([], False, False, Grade.PROBLEM),
        ([], False, True, Grade.WARNING),
    ],
)
def test_where_the_name_leads(addresses: list[str], insecure: bool, by_proxy: bool, grade: Grade) -> None:  # noqa: FBT001 - cases
    """To a public address; a private one may be public elsewhere; none is a problem unless a proxy resolves names."""
    found = judge_resolved("risks.example.org", addresses, insecure=insecure, by_proxy=by_proxy)
    assert found.grade is grade
    assert "risks.example.org" in found.text


def test_names_are_resolved() -> None:
    """And what cannot be a name leads nowhere."""
    assert resolved("127.0.0.1") == ["127.0.0.1"]
    assert resolved("nobody.invalid") == []
    assert resolved("a" * 70 + ".example") == []


def test_our_own_app_is_recognised() -> None:
    """Up, ready, and with our descriptor."""
    assert [one.grade for one in looked()] == [Grade.OK] * 3


def test_silence_is_said_once() -> None:
    """With its reason."""
    (found,) = looked(SILENCE)
    assert found.grade is Grade.PROBLEM
    assert SILENCE.reason in found.text


def test_silence_later_is_said_as_well() -> None:
    """The app may go away meanwhile."""
    assert [one.grade for one in looked(readyz=SILENCE)] == [Grade.OK, Grade.PROBLEM, Grade.OK]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (answer(status=308, Location="https://www.example.org/healthz"), "a redirect (308) to https://www.example.org"),
        (html("<title>Sign in</title>"), "an HTML page (200) titled “Sign in”"),
        (html("", 502), "an HTML page (502)"),
        (answer({"status": "UP"}), "an answer 200 of the kind application/json"),
        (answer([]), "an answer 200"),
        (answer(b"[" * 100_000), "an answer 200"),
    ],
)
def test_another_server_is_named(other: Answer, words: str) -> None:
    """What a proxy's login page, a redirect or another app looks like, for each of the three addresses."""
    for found in (looked(other)[0], looked(readyz=other)[1], looked(descriptor=other)[2]):
        assert found.grade is Grade.PROBLEM
        assert words in found.text


def test_what_keeps_the_app_from_being_ready_is_passed_on() -> None:
    """In its own words."""
    (_, found, _) = looked(readyz=answer({"status": "not ready", "problems": {"database": "It is away."}}, 503))
    assert (found.grade, found.text) == (Grade.PROBLEM, "address: the app there is up but not ready: It is away.")


def test_the_descriptor_must_be_ours_and_name_this_address() -> None:
    """Another app's, and ours with an older address."""
    (_, _, stranger) = looked(descriptor=answer({"key": "org.example.other", "baseUrl": BASE}))
    (_, _, older) = looked(descriptor=answer(connect_descriptor("https://old.example.org")))
    assert (stranger.grade, older.grade) == (Grade.PROBLEM, Grade.PROBLEM)
    assert "another app, org.example.other" in stranger.text
    assert "takes https://old.example.org for its address" in older.text
