"""What holds for every template, script and style without a browser: policy, words, comments, tokens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugin.ui.fingerprint import STATIC, TEMPLATES, fingerprint
from tests.ui.gallery import environment

ALL = sorted(TEMPLATES.rglob("*.html"))
SCRIPTS = sorted(STATIC.glob("*.js"))
OWN_NAME = "Plumbline"
"""Our name is the same in every language."""

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script(?![^>]*\bsrc=)",
    "an inline handler": r"\son\w+\s*=",
    "hx-on": r"hx-on",
    "a script as a value": r"(?:js|javascript):",
    "a trigger filter": r"hx-trigger\s*=\s*\"[^\"]*\[",
    "a browser's own question, which a foreign frame may not ask": r"hx-confirm|hx-prompt",
    "a placeholder in place of a label": r"\splaceholder\s*=",
}


def name(path: Path) -> str:
    """A file's name for the test's own name."""
    return path.name


def without_code(text: str) -> str:
    """The template less its comments, translated blocks, statements and expressions."""
    text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", ALL, ids=name)
@pytest.mark.parametrize("what", FORBIDDEN)
def test_templates_keep_to_the_policy(path: Path, what: str) -> None:
    """No template holds anything the content policy refuses or a person cannot read."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)

    assert re.findall(FORBIDDEN[what], text) == [], what


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_word_can_be_translated(path: Path) -> None:
    """No visible or spoken text stands in a template outside gettext."""
    bare = without_code(path.read_text(encoding="utf-8"))
    spoken = re.findall(r"(?:aria-label|title|alt|aria-description)=\"([^\"]*)\"", bare)
    visible = re.sub(r"<[^>]*>|[\w-]+=\"[^\"]*\"", " ", bare)
    words = re.findall(r"[^\W\d_]{2,}", " ".join([visible, *spoken]).replace("&nbsp;", " "))

    assert [word for word in words if word != OWN_NAME] == []


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_macro_says_what_it_is(path: Path) -> None:
    """Each macro stands below one line of comment."""
    lines = path.read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for above, line in zip(["", *lines], lines, strict=False)
        if re.match(r"\{%-?\s*macro", line) and not re.fullmatch(r"\{#-? .+ -?#\}", above)
    ]

    assert bare == []


@pytest.mark.parametrize("path", ALL, ids=name)
def test_every_template_compiles(path: Path) -> None:
    """Jinja accepts each template as the app sets it up."""
    environment().get_template(path.relative_to(TEMPLATES).as_posix())


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_scripts_say_what_they_are_and_build_no_markup(path: Path) -> None:
    """Each script opens with one sentence, and none turns text into markup or code."""
    text = path.read_text(encoding="utf-8")

    assert re.match(r"/\* .+\. \*/\n", text)
    assert re.findall(r"innerHTML|outerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(|new Function", text) == []


def test_every_token_has_a_value_of_ours() -> None:
    """A page is right without a host: each token has a fallback, each colour one for light and one for dark."""
    css = (STATIC / "plumbline.css").read_text(encoding="utf-8")
    rules = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)

    assert re.findall(r"var\(--ds-[\w-]+\)", rules) == []
    assert re.findall(r"#[0-9a-f]{3,8}\b", re.sub(r"light-dark\([^)]*\)|#drawer-body", "", rules)) == []
    assert "gradient" not in rules


def test_every_alias_is_defined() -> None:
    """No rule uses a name of ours that nothing defines."""
    css = (STATIC / "plumbline.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\((--(?!ds-)[\w-]+)", css))
    defined = set(re.findall(r"(--(?!ds-)[\w-]+):", css))

    assert used - defined == set()
    assert defined - used == set()


def test_every_class_in_a_template_is_styled_or_used_by_a_script() -> None:
    """No class is written that nothing knows."""
    css = "".join(sheet.read_text(encoding="utf-8") for sheet in sorted(STATIC.glob("*.css")))
    known = set(re.findall(r"\.([a-z][\w-]*)", css))
    written = {
        word
        for path in ALL
        for value in re.findall(r"class=\"([^\"{]*)\"", path.read_text(encoding="utf-8"))
        for word in value.split()
    }

    assert written - known == set()


def test_the_fingerprint_follows_every_change(tmp_path: Path) -> None:
    """Editing, renaming or adding a file changes the address of all of them."""
    (tmp_path / "a.js").write_text("one")
    first = fingerprint(tmp_path)
    (tmp_path / "a.js").write_text("two")
    second = fingerprint(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    third = fingerprint(tmp_path)
    (tmp_path / "b.js").rename(tmp_path / "a.js")

    assert len({first, second, third}) == 3
    assert fingerprint(tmp_path) == second
