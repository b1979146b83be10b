"""The code keeps the shape it promises: sizes, docstrings, and who may read the clock, the environment or Jira."""

import ast
import json
import re
import sys

import pytest

from plugin.settings import DEFAULTS, SECRETS
from tests.contracts.source import PRODUCT, ROOT, Source, sources

MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 50
NPM = (".", "plugin/ui/forge", "tests/forge")
"""Where a package.json stands."""
PACKAGED = ("plugin", "handlers", "descriptors", "tests")
MIGRATIONS = "plugin/storage/migrations/versions/"
BUILD_SCRIPTS = {"plugin/assets.py"}
READ_THE_ENVIRONMENT = {"plugin/cli.py", "plugin/settings.py"}
READ_THE_CLOCK = {"plugin/cli.py", "plugin/wiring/clock.py"}
IMPORT_LATE = {"plugin/cli.py"}
ONLY_IN_TESTS = {"PLUMBLINE_CHROMIUM", "PLUMBLINE_CONTRACT_DIR"}
EMPTY_WORDS = {"utils", "util", "helpers", "helper", "manager", "misc", "common"}


@pytest.fixture(scope="module")
def product() -> list[Source]:
    """The code that is shipped."""
    return sources(*PRODUCT)


def test_every_module_says_what_it_is_for() -> None:
    """Each module, of the tests too, opens with a docstring."""
    assert [s.name for s in sources(*PRODUCT, "tests") if not ast.get_docstring(s.tree)] == []


def test_no_file_is_longer_than_a_reader_can_hold(product: list[Source]) -> None:
    """No shipped file has more than 300 lines; migrations are written once and read rarely."""
    long = {s.name: s.lines for s in product if s.lines > MOST_LINES and not s.name.startswith(MIGRATIONS)}
    assert long == {}


def test_no_function_is_longer_than_a_screen(product: list[Source]) -> None:
    """No shipped function has more than 50 lines."""
    long = {
        f"{s.name}:{function.name}": function.end_lineno - function.lineno + 1
        for s in product
        for function in s.functions()
        if function.end_lineno is not None
        and function.end_lineno - function.lineno >= MOST_LINES_OF_A_FUNCTION
        and not s.name.startswith(MIGRATIONS)
    }
    assert long == {}


def test_every_module_has_a_name_that_means_something(product: list[Source]) -> None:
    """A module is named for its subject, never for being useful."""
    assert [s.name for s in product if s.name.removesuffix(".py").rsplit("/", 1)[-1] in EMPTY_WORDS] == []


def test_the_environment_is_read_in_one_place(product: list[Source]) -> None:
    """Only the command line hands the environment over, to be read into settings."""
    readers = {s.name for s in product if s.reads_environment()}
    assert readers - READ_THE_ENVIRONMENT - BUILD_SCRIPTS == set()


def test_the_clock_is_handed_out_by_the_wiring(product: list[Source]) -> None:
    """All other code is given the time, so that a test can choose it."""
    assert {s.name for s in product if s.reads_wall_clock()} - READ_THE_CLOCK == set()


def test_imports_stand_where_they_are_seen(product: list[Source]) -> None:
    """No import hides in a function, except where a command loads only what it needs."""
    late = {s.name: found for s in product if (found := s.imports_in_functions())}
    assert late.keys() - IMPORT_LATE == set()


def test_the_domain_imports_the_standard_library_only() -> None:
    """Domain code needs nothing but Python and itself; simulations may use NumPy."""
    own = {*sys.stdlib_module_names, "plugin"}
    foreign = {s.name: found for s in sources("plugin/domain") if (found := _packages(s) - own)}
    foreign.pop("plugin/domain/simulation.py", None)
    assert foreign == {}


@pytest.mark.parametrize("library", ["jira", "atlassian"])
def test_each_jira_library_has_one_door(product: list[Source], library: str) -> None:
    """One module of the gateway knows each library, so that either can be replaced."""
    doors = [s.name for s in product if library in _packages(s)]
    assert len(doors) <= 1
    assert all(name.startswith("plugin/jira/") for name in doors)


def test_the_readme_names_every_setting_and_no_other() -> None:
    """README.md and the code agree on the settings there are."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"PLUMBLINE_[A-Z_]+[A-Z]", readme))
    assert set(DEFAULTS) - named == set()
    assert named - set(DEFAULTS) - {f"{name}_FILE" for name in SECRETS} - ONLY_IN_TESTS == set()


@pytest.mark.parametrize("folder", NPM)
def test_the_lock_file_names_versions_and_no_address(folder: str) -> None:
    """package-lock.json pins by version and checksum; where packages come from is each machine's own affair."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: held for name, held in lock["packages"].items() if name}
    # Whom to thank with money is the one address that npm writes there in any case.
    told = [{key: value for key, value in held.items() if key != "funding"} for held in packages.values()]
    assert "://" not in json.dumps(told)
    assert packages
    assert all(held["integrity"] and not held.get("resolved") for held in packages.values())


@pytest.mark.parametrize("folder", NPM)
def test_npm_packages_are_asked_for_by_exact_version(folder: str) -> None:
    """package.json holds no ranges and agrees with its lock file, so every machine builds the same."""
    package = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    asked = package.get("dependencies", {}) | package.get("devDependencies", {})
    assert {name: version for name, version in asked.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)} == {}
    locked = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert asked == {name: locked[f"node_modules/{name}"]["version"] for name in asked}


def test_every_npm_package_is_looked_at() -> None:
    """No package.json of ours escapes the rules above."""
    found = {
        path.parent.relative_to(ROOT).as_posix() for top in PACKAGED for path in (ROOT / top).rglob("package.json")
    }
    assert {one for one in found if "node_modules" not in one} | {"."} == set(NPM)


def test_constraints_are_plain_pins() -> None:
    """constraints.txt holds `name==version` and nothing that only one machine knows."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert pins
    assert [line for line in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from datetime import UTC, datetime\nnow = datetime.now(UTC)", True),
        ("import datetime as dt\ndt.datetime.utcnow()", True),
        ("import time\nclock = time.time", True),
        ("from time import time\ntime()", True),
        ("from datetime import date\ndate.today()", True),
        ("import time\ntime.monotonic()", False),
        ("def due(now): return now.today", False),
    ],
)
def test_reading_the_clock_is_noticed(text: str, *, expected: bool) -> None:
    """Each way to learn the time of day is recognised, whether it is called or handed on."""
    assert Source("sample.py", text).reads_wall_clock() is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import os\nos.environ['HOME']", True),
        ("import os\nos.getenv('HOME')", True),
        ("from os import environ", True),
        ("def read(environ): return environ.get('HOME')", False),
    ],
)
def test_reading_the_environment_is_noticed(text: str, *, expected: bool) -> None:
    """Each way to the process's environment is recognised; a mapping of that name is none."""
    assert Source("sample.py", text).reads_environment() is expected


def test_an_import_inside_a_function_is_noticed() -> None:
    """An import in a method or a nested function is found, one at the top of the module is not."""
    text = "import json\nclass C:\n    def m(self):\n        def inner():\n            from os import path\n"
    assert Source("sample.py", text).imports_in_functions() == {"os.path"}


def _packages(source: Source) -> set[str]:
    return {name.partition(".")[0] for name in source.imports()}
