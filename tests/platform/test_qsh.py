"""The request hash: published vectors, the platform's own examples, and properties that no vector shows."""

import json
import os
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.platform.connect import canonical_request, query_string_hash

CONTRACT = Path(os.environ.get("PLUMBLINE_CONTRACT_DIR", "../shared/contract")) / "jwt" / "qsh-vectors.json"
VECTORS = json.loads(Path(__file__).with_name("qsh-vectors.json").read_text())
DOCUMENTED = [
    (
        "GET",
        "/path/to/service?zee_last=param&repeated=parameter 1&first=param&repeated=parameter 2",
        "GET&/path/to/service&first=param&repeated=parameter%201,parameter%202&zee_last=param",
        "e52bb281606c3bd9ca16cfe96fe2df78f5d9ffa126f06befd750dfa10fa1a897",
    ),
    (
        "GET",
        "/panel/issue/10042?xdm_e=https%3A%2F%2Facme.atlassian.net&xdm_c=channel-pmx__risk-panel&cp=&lic=none&cv=1001.0.0&jwt=a.b.c",
        "GET&/panel/issue/10042&cp=&cv=1001.0.0&lic=none&xdm_c=channel-pmx__risk-panel&xdm_e=https%3A%2F%2Facme.atlassian.net",
        "dfb51d4eafc79b7126cc2f2f2b1806b9ec135fa94bd0fd959998a20a0baf2ac5",
    ),
    (
        "POST",
        "/connect/installed",
        "POST&/connect/installed&",
        "72c0a77bd4d709a202e9b2561ed003fdb400318f7a1cfabe47576d1e1d5b5dd7",
    ),
    ("GET", "/", "GET&/&", "c88caad15a1c1a900b8ac08aa9686f4e8184539bea1deda36e2f649430df3239"),
    (
        "GET",
        "/rest/api/3/issue/PM-1?fields=summary%2Cstatus&expand=",
        "GET&/rest/api/3/issue/PM-1&expand=&fields=summary%2Cstatus",
        "78702756cfb31fbd141a743d904b78de67bf3ed669aab2f6e092af61871311c2",
    ),
    (
        "GET",
        "/a%20b/c&d/?q=a+b&q=a%20c&tilde=~x*y!(z)'",
        "GET&/a%20b/c%26d&q=a%20b,a%20c&tilde=~x%2Ay%21%28z%29%27",
        "ad0df66569830f5d1c248b8d5fc68327a45b0527d98d2e1c9396383cf2e9f6c1",
    ),
    (
        "PUT",
        "/rest/api/3/issue/10042/properties/pmx.risk",
        "PUT&/rest/api/3/issue/10042/properties/pmx.risk&",
        "14d6222365dfbda6c98f398bcaf5f7e6d7da8cf27b3d54dfb636857e8699a2ff",
    ),
]
PARAMETERS = st.lists(
    st.tuples(st.text(alphabet="ab[]&=;é+ ", min_size=1, max_size=4), st.text(max_size=6)), max_size=6
).map(lambda pairs: [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['method']} {v['target']}"[:60])
def test_agrees_with_atlassians_own_library(vector: dict[str, str]) -> None:
    """Canonical text and hash are those of Atlassian's npm package atlassian-jwt 2.0.3."""
    request = (vector["method"], vector["target"], urlsplit(vector["baseUrl"]).path)
    assert vector["canonical"] == canonical_request(*request)
    assert vector["qsh"] == query_string_hash(*request)


def test_agrees_with_the_contract_vectors() -> None:
    """The fourteen published vectors hold, given as whole URLs."""
    if not CONTRACT.exists():
        pytest.skip("the contract data is not here; PLUMBLINE_CONTRACT_DIR names its folder")
    vectors = json.loads(CONTRACT.read_text())
    assert len(vectors) == 14
    for vector in vectors:
        assert vector["canonical"] == canonical_request(vector["method"], vector["url"]), vector["name"]
        assert vector["qsh"] == query_string_hash(vector["method"], vector["url"]), vector["name"]


@pytest.mark.parametrize(("method", "target", "canonical", "qsh"), DOCUMENTED, ids=lambda value: str(value)[:40])
def test_agrees_with_the_documented_examples(method: str, target: str, canonical: str, qsh: str) -> None:
    """Each documented request has the canonical text and hash that stand beside it."""
    assert canonical == canonical_request(method, target)
    assert qsh == query_string_hash(method, target)


@pytest.mark.parametrize(
    ("base_path", "target", "canonical"),
    [
        ("/pmx", "/pmx/panel/issue/10042?lic=none", "GET&/panel/issue/10042&lic=none"),
        ("/pmx", "/pmx/?lic=none", "GET&/&lic=none"),
        ("/pmx", "/pmx?lic=none", "GET&/&lic=none"),
        ("/pmx", "/pmxtra/x", "GET&/pmxtra/x&"),
        ("/pmx/", "/pmx/x/", "GET&/x&"),
        ("/pmx", "/pmx/pmx/x", "GET&/pmx/x&"),
        ("/", "/x", "GET&/x&"),
        ("/pmx", "https://apps.example.org/pmx/x?a=1", "GET&/x&a=1"),
    ],
)
def test_the_base_path_goes_at_a_segment_boundary(base_path: str, target: str, canonical: str) -> None:
    """Only a whole leading segment equal to the base path is left out, once."""
    assert canonical == canonical_request("GET", target, base_path)


@pytest.mark.parametrize(
    ("target", "canonical"),
    [
        ("/x?ids=.1&ids=%3A1&ids=.2", "GET&/x&ids=.1,.2,%3A1"),
        ("/x?a=1;b=2", "GET&/x&a=1%3Bb%3D2"),
        ("/x?&&a=1&", "GET&/x&a=1"),
        ("/x?=1", "GET&/x&=1"),
        ("/x?a=b=c", "GET&/x&a=b%3Dc"),
        ("/x?JWT=1&jwt=2&j%77t=3", "GET&/x&JWT=1"),
        ("/x?a=1?b", "GET&/x&a=1%3Fb"),
        ("/a%2Fb/%26?c=%2f", "GET&/a%2Fb/%26&c=%2F"),
        ("/x?a=%FF", "GET&/x&a=%FF"),
        ("/x?a=%ZZ%", "GET&/x&a=%25ZZ%25"),
        ("//x", "GET&//x&"),
        ("/x?u=http://y/z", "GET&/x&u=http%3A%2F%2Fy%2Fz"),
        ("HTTP://Host:80", "GET&/&"),
        ("http://host?a=1", "GET&/&a=1"),
        ("/x#part?a=1", "GET&/x&"),
    ],
)
def test_odd_targets_are_read_as_they_came(target: str, canonical: str) -> None:
    """Separators, stray percent signs and absolute targets have one reading each."""
    assert canonical == canonical_request("get", target)


@settings(deadline=None)
@given(PARAMETERS, st.randoms(use_true_random=False))
def test_the_order_of_parameters_does_not_matter(pairs: list[tuple[str, str]], random: object) -> None:
    """The same parameters in any order, and in either encoding of a space, have the same hash."""
    shuffled = list(pairs)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    plain = "&".join(f"{quote(name)}={quote(value)}" for name, value in pairs)
    other = "&".join(f"{quote(n, safe='')}={quote(v, safe='').replace('%20', '+')}" for n, v in shuffled)
    assert canonical_request("GET", f"/x?{plain}") == canonical_request("GET", f"/x?{other}")


@settings(deadline=None)
@given(PARAMETERS, PARAMETERS)
def test_different_parameters_differ(some: list[tuple[str, str]], others: list[tuple[str, str]]) -> None:
    """Two queries have the same canonical text only if they hold the same names and values."""
    left, right = ("&".join(f"{quote(n, safe='')}={quote(v, safe='')}" for n, v in pairs) for pairs in (some, others))
    same = canonical_request("GET", f"/?{left}") == canonical_request("GET", f"/?{right}")
    assert same == (sorted(some) == sorted(others))


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_any_target_has_a_hash(method: str, target: str, base_path: str) -> None:
    """No target, however broken, makes the hash fail."""
    assert len(query_string_hash(method, target, base_path)) == 64
