"""What an invocation says beside the proof: place, person, module, the site's own address, and the tokens with it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.platform.forge import ForgeRules, Invocation, bearer_from, oauth_token, verify_invocation
from tests.platform import made_up as m
from tests.platform import made_up_forge as f


def verify(token: str, rules: ForgeRules = f.RULES) -> Invocation:
    """Verify as a gate of ours would."""
    return verify_invocation(token, rules=rules, key_for=f.key_for, now=m.NOW)


@pytest.mark.parametrize(
    ("extension", "expected"),
    [
        ({"issue": {"id": "10042"}, "project": {"id": 10000}}, ("10042", "10000")),
        ({"issue": {"id": "10042' OR 1"}, "project": {"id": True}}, (None, None)),
        ({"issue": {"id": "\u0661\u0662"}, "project": {"id": "1" * 21}}, (None, None)),
        ({"issue": ["10042"], "project": "10000"}, (None, None)),
        ("text", (None, None)),
        (None, (None, None)),
    ],
)
def test_issue_and_project_are_forges_word_or_none(extension: Any, expected: tuple[str | None, str | None]) -> None:
    """What is on screen is a numeric id of the extension; any other shape means that none is known."""
    found = verify(f.token(context=f.context(extension=extension)))
    assert (found.issue_id, found.project_id) == expected


@pytest.mark.parametrize("principal", [m.ABSENT, None, ""])
def test_there_may_be_no_person(principal: Any) -> None:
    """A principal that is absent or empty is nobody."""
    assert verify(f.token(principal=principal)).account_id is None


@pytest.mark.parametrize(
    ("in_context", "in_app", "expected"),
    [
        ("issue-panel", "ui", "issue-panel"),
        (m.ABSENT, "ui", "ui"),
        (7, "ui", "ui"),
        ("a\nb", m.ABSENT, None),
        (m.ABSENT, ["ui"], None),
    ],
)
def test_the_module_is_that_of_the_page_or_of_the_endpoint(in_context: Any, in_app: Any, expected: str | None) -> None:
    """The module comes from the context, else from the app, else it is not known."""
    app = f.app(module={} if in_app is m.ABSENT else {"key": in_app})
    assert expected == verify(f.token(app=app, context=f.context(moduleKey=in_context))).module_key


def test_a_trigger_names_itself_in_place_of_an_endpoint() -> None:
    """A token in the form that Forge sends for an event: context without extension, module of the trigger's own."""
    event = verify(
        f.token(
            principal=m.ABSENT,
            app=f.app(
                module={"type": "core:trigger", "key": "issue-events"},
                installation={"id": f.INSTALLATION_ID, "contexts": [f.jira(cloudId=m.ABSENT)]},
            ),
            context={"cloudId": f.CLOUD_ID, "moduleKey": "issue-events", "userAccess": {"enabled": False}},
        )
    )
    assert (event.module_type, event.module_key, event.endpoint_key) == ("core:trigger", "issue-events", "issue-events")
    assert (event.cloud_id, event.account_id, event.issue_id) == (f.CLOUD_ID, None, None)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://acme.atlassian.net/", f.SITE_URL),
        ("https://ACME.atlassian.net:443", f.SITE_URL),
        ("http://acme.atlassian.net", None),
        ("http://127.0.0.1:8123", None),
        ("https://evil.example", None),
        ("https://evil-atlassian.net", None),
        ("https://acme.atlassian.net@evil.example", None),
        ("https://acme.atlassian.net:8443", None),
        ("https://acme.atlassian.net/path", None),
        ("javascript:alert(1)", None),
        (7, None),
        (m.ABSENT, None),
    ],
)
def test_a_site_has_an_allowed_address_or_none(url: Any, expected: str | None) -> None:
    """An address of the site that is not https under an allowed host is left aside, and the call still counts."""
    assert expected == verify(f.token(context=f.context(siteUrl=url))).site_url


def test_a_loopback_site_is_for_development_only() -> None:
    """With insecure rules the address may be plain HTTP on this machine, and still no stranger's."""
    rules = replace(f.RULES, insecure=True)
    urls = ["http://127.0.0.1:8123", "http://localhost:8123", "http://evil.example"]
    found = [verify(f.token(context=f.context(siteUrl=url)), rules).site_url for url in urls]
    assert found == [*urls[:2], None]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer a.b.c", "a.b.c"),
        ("bearer  a.b.c ", "a.b.c"),
        ("BEARER plb_x", "plb_x"),
        ("Bearer", None),
        ("Bearer ", None),
        ("Bearera.b.c", None),
        ("JWT a.b.c", None),
        ("Basic Bearer", None),
        ("", None),
    ],
)
def test_a_bearers_credentials_are_found(header: str, expected: str | None) -> None:
    """Credentials are what follows the scheme as a word; any other scheme has none."""
    assert expected == bearer_from({"Authorization": header})
    assert bearer_from({}) is None


def test_an_access_token_says_when_it_ends() -> None:
    """A JWT's own end counts, whoever signed it, up to twelve hours."""
    for life, expected in ((7200, 7200), (10**6, 12 * 3600)):
        token = f.signed({"alg": "ES256"}, {"exp": m.ISSUED + life}, m.STRANGER)
        assert oauth_token(f" {token} ", m.NOW) == (token, m.NOW + timedelta(seconds=expected))


@pytest.mark.parametrize(
    "token",
    ["opaque-token_1~2+3/4==", "a.b.c", f.signed(f.HEADER, {}), f.signed(f.HEADER, {"exp": "soon"}), f.signed(1, [])],
    ids=["opaque", "in three parts", "without an end", "with an end of no time", "of no objects"],
)
def test_an_opaque_access_token_is_good_for_ten_minutes(token: str) -> None:
    """A token that does not say when it ends is taken for ten minutes."""
    assert oauth_token(token, m.NOW) == (token, m.NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    "value",
    [None, "", "  ", "a b", "a\r\nX-Other: 1", "t\u00f6ken", "a" * 8193, f.signed(f.HEADER, {"exp": m.ISSUED})],
    ids=["none", "empty", "blank", "two words", "two lines", "not ASCII", "too long", "ended"],
)
def test_nothing_nonsense_and_the_past_are_no_access_token(value: str | None) -> None:
    """No header, text that could not stand in one, and a token that has ended are all None."""
    assert oauth_token(value, m.NOW) is None


@given(st.text())
def test_any_access_token_is_taken_whole_or_not_at_all(value: str) -> None:
    """Any text is the token itself with an end in the future, or nothing."""
    found = oauth_token(value, m.NOW)
    assert found is None or (found[0] == value.strip() and found[1] > m.NOW)
