"""The shop's look: one stylesheet, colours that can be read, icons that exist, light pages."""

import gzip
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from shop.staticfiles import COMMENT, JoiningFinder, join

STATIC = settings.BASE_DIR / "static"
CSS = STATIC / "css"
TEMPLATES = settings.BASE_DIR / "templates"
SHEETS = {CSS / "shop.css", CSS / "admin.css"}
IMPORTED = re.compile(r'^@import "([^"]+)"', re.MULTILINE)
HEX = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[\s,;)])")
TOKEN = re.compile(r"--([a-z-]+): light-dark\((#\w{6}), (#\w{6})\);")
# Printed or mailed pages carry their own style: neither knows the shop's stylesheet.
PAGES = [
    page
    for page in TEMPLATES.rglob("*.html")
    if page.relative_to(TEMPLATES).parts[0] not in {"emails", "pdf"}
]


class Pair(NamedTuple):
    """Two tokens that meet on a page, and the contrast that they owe each other."""

    front: str
    back: str
    least: float


def _pairs() -> list[Pair]:
    grounds = ("canvas", "surface", "sunken")
    return [
        *(Pair("ink", ground, 7) for ground in grounds),
        *(Pair("ink-muted", ground, 7 if ground != "sunken" else 4.5) for ground in grounds),
        *(Pair("ink-subtle", ground, 4.5) for ground in grounds),
        *(Pair("accent", ground, 4.5) for ground in (*grounds, "accent-soft")),
        *(Pair("on-accent", ground, 4.5) for ground in ("accent", "accent-hover")),
        *(Pair("line-strong", ground, 3) for ground in grounds),
        *(Pair("focus", ground, 3) for ground in grounds),
        *(Pair(tone, f"{tone}-bg", 4.5) for tone in ("ok", "warn", "err", "info")),
        *(Pair("ink", f"{tone}-bg", 4.5) for tone in ("ok", "warn", "err", "info")),
        *(Pair(tone, "canvas", 4.5) for tone in ("ok", "warn", "err", "info")),
        Pair("err", "surface", 4.5),
        Pair("canvas", "ink", 7),
        Pair("star", "canvas", 3),
    ]


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _tokens(theme: int) -> dict[str, str]:
    found = TOKEN.findall((CSS / "tokens.css").read_text())
    return {name: colours[theme] for name, *colours in found}


def _compressed(*files: Path) -> int:
    return len(gzip.compress(b"".join(file.read_bytes() for file in files), 9))


@pytest.mark.parametrize("sheet", sorted(SHEETS), ids=lambda sheet: sheet.name)
def test_a_joined_stylesheet_holds_each_part_once_and_in_order(sheet: Path) -> None:
    joined = join(sheet)

    parts = [
        COMMENT.sub("", (CSS / part).read_text()).strip()
        for part in IMPORTED.findall(sheet.read_text())
    ]
    places = [joined.index(part) for part in parts]
    assert parts
    assert places == sorted(places)
    assert [joined.count(part) for part in parts] == [1] * len(parts)
    assert not IMPORTED.search(joined)
    assert "/*" not in joined
    assert joined.count("{") == joined.count("}")


def test_no_part_is_forgotten() -> None:
    named = {CSS / part for sheet in SHEETS for part in IMPORTED.findall(sheet.read_text())}

    assert named == set(CSS.rglob("*.css")) - SHEETS


def test_the_finder_joins_again_when_a_part_has_changed(tmp_path: Path, settings) -> None:
    settings.VAR_DIR, settings.STATICFILES_DIRS = tmp_path / "var", [tmp_path / "static"]
    css = tmp_path / "static" / "css"
    css.mkdir(parents=True)
    (css / "shop.css").write_text('@layer base;\n@import "base.css" layer(base);\n')
    (css / "base.css").write_text("a { color: red; }\n")
    finder = JoiningFinder()

    first = Path(finder.find("css/shop.css")).read_text()
    (css / "base.css").write_text("a { color: blue; }\n")
    second = Path(finder.find("css/shop.css")).read_text()

    assert first == "@layer base;\n@layer base {\na { color: red; }\n}\n"
    assert second == "@layer base;\n@layer base {\na { color: blue; }\n}\n"


def test_collected_files_are_joined_hashed_and_compressed(tmp_path: Path, settings) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_FINDERS = ["shop.staticfiles.JoiningFinder"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "shop.staticfiles.HashedStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    sheets = {file.name for file in (settings.STATIC_ROOT / "css").iterdir()}
    names = {re.sub(r"\.[0-9a-f]{12}\.", ".HASH.", name) for name in sheets}
    assert {"shop.HASH.css", "shop.HASH.css.gz", "shop.HASH.css.br"} <= names
    assert not (settings.STATIC_ROOT / "css" / "tokens.css").exists()
    sheet = next((settings.STATIC_ROOT / "css").glob("shop.????????????.css")).read_text()
    assert re.search(r'url\("\.\./fonts/figtree\.[0-9a-f]{12}\.woff2"\)', sheet)
    module = next((settings.STATIC_ROOT / "js").glob("countdown.????????????.js")).read_text()
    assert re.search(r'from "\./fragments\.[0-9a-f]{12}\.js"', module)


def test_colours_are_named_in_one_file_only() -> None:
    found = {
        file.name: HEX.findall(file.read_text())
        for file in CSS.rglob("*.css")
        if file.name != "tokens.css"
    }

    assert {name: colours for name, colours in found.items() if colours} == {}


def test_only_parts_beside_the_sheet_point_at_files() -> None:
    parts = (CSS / "components").glob("*.css")

    assert [part.name for part in parts if "url(" in part.read_text()] == []


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", _pairs(), ids=lambda pair: f"{pair.front}-on-{pair.back}")
def test_colours_that_meet_can_be_read(pair: Pair, theme: int) -> None:
    tokens = _tokens(theme)

    assert round(_contrast(tokens[pair.front], tokens[pair.back]), 1) >= pair.least


def test_the_sprite_has_every_icon_that_a_template_draws() -> None:
    sprite = (STATIC / "icons" / "sprite.svg").read_text()
    drawn = {
        name
        for page in PAGES
        for name in re.findall(
            r'(?:components/icon\.html" with name=|\bicon=)"([a-z-]+)"', page.read_text()
        )
    }

    assert "cart" in drawn
    assert drawn - set(re.findall(r'<symbol id="icon-([a-z-]+)"', sprite)) == set()


def test_every_static_file_that_a_template_names_exists() -> None:
    named = {
        name for page in PAGES for name in re.findall(r"{% static [\"']([^\"']+)", page.read_text())
    }

    assert {name for name in named if not finders.find(name)} == set()


def test_style_and_each_script_stay_light() -> None:
    """What one page loads in all: tests/shop/test_weight.py."""
    css = len(gzip.compress(join(CSS / "shop.css").encode(), 9))

    assert css <= 10 * 1024
    assert all(_compressed(script) <= 2 * 1024 for script in (STATIC / "js").glob("*.js"))
    assert _compressed(STATIC / "icons" / "sprite.svg") <= 3 * 1024
    assert sum(font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")) <= 48 * 1024


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_template_needs_inline_style_or_script(page: Path) -> None:
    source = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}", "", page.read_text())

    assert not re.search(r"<[^>]+\s(?:style|on[a-z]+)=", source)
    assert "<style" not in source
    assert [tag for tag in re.findall(r"<script[^>]*>", source) if " src=" not in tag] == []
