"""Nothing from outside may take longer than it is given."""

from __future__ import annotations

import socket
import threading
from typing import Any

import pytest

from plugin.doctor.address import resolved
from plugin.doctor.patience import within


def test_what_is_done_in_time_is_handed_on() -> None:
    """Results and failures alike."""
    assert within(5, lambda: 7) == 7
    with pytest.raises(ValueError, match="invalid literal"):
        within(5, lambda: int("x"))


def test_what_takes_too_long_is_given_up() -> None:
    """It may end whenever it wants to."""
    end = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, end.wait)
    end.set()


def test_a_name_server_that_is_silent_is_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system would wait for half a minute."""
    end = threading.Event()

    def silent(*_: Any, **__: Any) -> list[Any]:
        end.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    assert resolved("risks.example.org", 0.05) == []
    end.set()
