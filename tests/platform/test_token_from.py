"""Where a request's token is found, and that there is only one."""

from typing import Any

import pytest

from plugin.platform.connect import token_from
from plugin.usecases.refusal import NotAuthentic, Reason


def refusal(*places: dict[str, str]) -> Reason:
    """Why no token is found in header, query and form; none must be."""
    with pytest.raises(NotAuthentic) as caught:
        token_from(*places)
    return caught.value.reason


@pytest.mark.parametrize(
    ("headers", "query", "form"),
    [
        ({"Authorization": "JWT a.b.c"}, {}, {}),
        ({"Authorization": "jwt  a.b.c "}, {}, {}),
        ({}, {"jwt": "a.b.c"}, {}),
        ({}, {}, {"jwt": "a.b.c"}),
        ({"Authorization": "Bearer x"}, {"jwt": "a.b.c"}, {}),
    ],
)
def test_the_token_is_found_in_its_one_place(headers: Any, query: Any, form: Any) -> None:
    """Header, query and form are each read, and the scheme is taken off as a word, not as letters."""
    assert token_from(headers, query, form) == "a.b.c"


def test_only_the_scheme_is_taken_off() -> None:
    """A token that begins with the letters of the scheme stays whole."""
    assert token_from({"Authorization": "JWT TWJ.JJ.W"}, {}, {}) == "TWJ.JJ.W"


@pytest.mark.parametrize("header", ["", "JWT", "JWT ", "JWTa.b.c", "Bearer a.b.c", "a.b.c"])
def test_no_token_is_missing(header: str) -> None:
    """A header of another scheme, or without credentials, holds no token."""
    assert Reason.MISSING is refusal({"Authorization": header}, {}, {})


def test_two_tokens_are_refused() -> None:
    """Tokens in two places are refused even when they are equal."""
    both = {"jwt": "a.b.c"}
    assert Reason.MALFORMED is refusal({"Authorization": "JWT a.b.c"}, both, {})
    assert Reason.MALFORMED is refusal({}, both, both)
