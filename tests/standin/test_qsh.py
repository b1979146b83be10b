"""The stand-in's query string hash against published vectors."""

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.standin.qsh import canonical_request, query_string_hash

_BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "contract"
_VECTORS = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR") or _BESIDE) / "jwt" / "qsh-vectors.json"


@pytest.mark.skipif(not _VECTORS.exists(), reason="no contract data: set PLUMBLINE_CONTRACT_DIR")
def test_published_vectors() -> None:
    """Every published request gives the published canonical form and hash."""
    for vector in json.loads(_VECTORS.read_text()):
        url = urlsplit(vector["url"])
        target = f"{url.path}?{url.query}" if url.query else url.path
        assert canonical_request(vector["method"], target) == vector["canonical"], vector["name"]
        assert query_string_hash(vector["method"], target) == vector["qsh"], vector["name"]


@pytest.mark.parametrize(
    ("method", "target", "base_path", "expected"),
    [
        (
            "GET",
            "/a%20b/c&d/?q=a+b&q=a%20c&tilde=~x*y!(z)'",
            "",
            "GET&/a%20b/c%26d&q=a%20b,a%20c&tilde=~x%2Ay%21%28z%29%27",
        ),
        ("GET", "/pmx/panel/issue/10042?lic=none", "/pmx", "GET&/panel/issue/10042&lic=none"),
        ("GET", "/pmx/?lic=none", "/pmx", "GET&/&lic=none"),
        ("GET", "/pmxtra/x", "/pmx", "GET&/pmxtra/x&"),
        ("GET", "/x?p=b&p=a%20&p=a!", "", "GET&/x&p=a%20,a%21,b"),
        ("GET", "/x?a", "", "GET&/x&a="),
        ("GET", "", "", "GET&/&"),
    ],
)
def test_awkward_requests(method: str, target: str, base_path: str, expected: str) -> None:
    """Encoding, base paths, repeated and empty parameters come out as Atlassian's libraries have them."""
    assert canonical_request(method, target, base_path) == expected
