"""Fetches keys over HTTP: one short answer, no redirects, a time limit."""

import requests

from plugin.platform.install_keys import LONGEST_KEY

TIMEOUT_S = 5


class NotServed(OSError):
    """The host answered, but not with a key."""


def http_fetch(url: str, longest: int = LONGEST_KEY) -> bytes:
    """The body at `url`; raises OSError where it is not a plain 200 of at most `longest` bytes within the time limit.

    Redirects are refused: whoever can answer for the host could otherwise send us anywhere. Proxies and certificate
    authorities come from the standard environment variables.
    """
    with requests.get(url, timeout=TIMEOUT_S, allow_redirects=False, stream=True) as answer:
        if answer.status_code != 200:
            raise NotServed(f"the key host answered {answer.status_code}")
        body = b""
        for chunk in answer.iter_content(1024):
            body += chunk
            if len(body) > longest:
                raise NotServed("the key host answered with too much")
        return body
