"""Pages: how many per second, and what the first of them weighs with its style sheet and scripts."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests

from tests.bench import signed
from tests.bench.jira import LEAD, PROJECT
from tests.bench.rounds import Contest, turn
from tests.bench.signed import Request
from tests.bench.stage import Stage

VISITS = 50
_LINKED = re.compile(r"""(?:src|href)=["']([^"']+\.(?:js|css)[^"']*)["']""")
_IMPORTED = re.compile(r"""(?:from|import)\s*\(?["'](\.{0,2}/[^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Weight:
    """A first visit in KB, gzipped: the page itself, and everything it loads from the app; how many files that is."""

    page: float
    whole: float
    files: int


def visits(on: Stage, module: str, issue: str | None = None) -> list[Request]:
    """Signed page loads of a module as Jira's frame makes them."""
    urls = [on.site.page_url(module, LEAD, project=PROJECT, issue=issue) for _ in range(VISITS)]
    return [signed.get(_target(url)) for url in urls]


def contest(on: Stage, module: str, issue: str | None, rounds: int, seconds: float) -> Contest:
    """The module's page against the yardstick's, by turns."""
    key, secret = on.keys
    bare = [signed.get(f"/page?jwt={signed.token(key, secret, 'GET', '/page')}") for _ in range(VISITS)]
    ours, theirs = [], []
    for number in range(rounds + 1):
        _, one = turn(on, on.ours.port, on.ours.pid, visits(on, module, issue), seconds, "")
        _, other = turn(on, on.yardstick.port, on.yardstick.pid, bare, seconds, "")
        if number:
            ours.append(one)
            theirs.append(other)
    return Contest(ours, theirs)


def weigh(on: Stage, module: str) -> Weight:
    """What a first visit loads from the app itself; the bridge comes from elsewhere and is not counted."""
    url = on.site.page_url(module, LEAD, project=PROJECT)
    answer = requests.get(url, timeout=30)
    answer.raise_for_status()
    files = {url: answer.content}
    _load(files, url, _LINKED.findall(answer.text))
    page = _kilobytes(answer.content)
    return Weight(page, sum(_kilobytes(content) for content in files.values()), len(files))


def _load(files: dict[str, bytes], base: str, names: Sequence[str]) -> None:
    for name in names:
        url = urljoin(base, name)
        if url in files or urlsplit(url).netloc != urlsplit(base).netloc:
            continue
        answer = requests.get(url, timeout=30)
        answer.raise_for_status()
        files[url] = answer.content
        if urlsplit(url).path.endswith(".js"):
            _load(files, url, _IMPORTED.findall(answer.text))


def _target(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _kilobytes(content: bytes) -> float:
    return len(gzip.compress(content, 6)) / 1024
