"""The file: it may load nothing, runs only our scripts, and takes no text of a spec for HTML."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

from tests.page.pages import HEAD, ROOT, compiled, diff_of, document_of

from archc.page import render_page as module
from archc.page.network_page import network_page
from archc.page.render_page import render_page

ASSETS = Path(module.__file__).parent / "assets"
HOSTILE = "</script><script>alert(1)</script><!-- <b onclick='x'> {{DATA}} \u2028 & \\u003c"
PAGE = render_page(document_of(HEAD + "stem: [relu]\n"))


class Reader(HTMLParser):
    """Collects the elements of a page, and the texts of scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        kind = self.tags[-1][0] if self.tags else ""
        if kind in ("script", "style") and data.strip():
            typed = self.tags[-1][1].get("type") or kind
            self.texts.append((typed, data))


def policy(page: str) -> str:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    return found[1]


def digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_what_is_in_the_page_and_nothing_else() -> None:
    texts = Reader(PAGE).texts
    scripts = [text for kind, text in texts if kind == "script"]
    (style,) = [text for kind, text in texts if kind == "style"]
    assert policy(PAGE).split("; ") == [
        "default-src 'none'",
        f"script-src {' '.join(map(digest, scripts))}",
        f"style-src {digest(style)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "unsafe" not in policy(PAGE)
    assert "connect-src" not in policy(PAGE)
    live = render_page(document_of(HEAD + "stem: [relu]\n"), live="state")
    assert policy(live).endswith("connect-src 'self'")


def test_nothing_is_loaded_and_nothing_stands_in_attributes() -> None:
    for tag, attributes in Reader(PAGE).tags:
        assert not {name for name in attributes if name.startswith("on") or name == "style"}, tag
        assert "src" not in attributes
        assert attributes.get("href", "#") in ("data:,", "#outline", "#")
    scripts = "".join((ASSETS / name).read_text("utf-8") for name in module.SCRIPTS)
    for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert word not in scripts
    assert "http://" not in scripts.replace("http://www.w3.org/2000/svg", "")


def test_hostile_texts_stay_texts() -> None:
    text = f"{HEAD}description: {json.dumps(HOSTILE)}\nstem: [relu] # </script><b>\n"
    document = document_of(text)
    document["name"] = document["files"][0]["name"] = HOSTILE
    page = render_page(document)
    assert [tag for tag, _ in Reader(page).tags] == [tag for tag, _ in Reader(PAGE).tags]
    ((kind, data),) = [one for one in Reader(page).texts if one[0] == "application/json"]
    assert kind == "application/json"
    assert "<" not in data
    assert json.loads(data) == json.loads(json.dumps(document))


def test_pages_do_not_depend_on_when_or_where() -> None:
    graph, sink = compiled(ROOT / "specs" / "inception_resnet_v2.yaml")
    page = render_page(network_page(graph, None, sink.diagnostics()))
    graph, sink = compiled(ROOT / "specs" / "inception_resnet_v2.yaml")
    assert render_page(network_page(graph, None, sink.diagnostics())) == page


def test_pages_are_small() -> None:
    graph, sink = compiled(ROOT / "specs" / "inception_v4.yaml")
    assert len(render_page(network_page(graph, None, sink.diagnostics())).encode()) < 300_000
    assert len(render_page(diff_of(HEAD + "stem: [relu]\n", HEAD + "stem: [elu]\n"))) < 200_000


def test_the_library_has_its_licence_and_its_version_beside_it() -> None:
    library = (ASSETS / "dagre.min.js").read_text("utf-8")
    about = (ASSETS / "README.md").read_text("utf-8")
    assert "Permission is hereby granted" in (ASSETS / "dagre.LICENSE.txt").read_text("utf-8")
    version = re.search(r"dagre (\d+\.\d+\.\d+)", about)
    assert version is not None
    assert version[1] in library
    assert sha256(library.encode()).hexdigest() in about


def test_every_asset_is_used() -> None:
    used = {*module.SCRIPTS, "page.html", "page.css", "dagre.min.js"}
    assert {path.name for path in ASSETS.iterdir()} == {*used, "dagre.LICENSE.txt", "README.md"}
    for path in ASSETS.glob("*.js"):
        text = path.read_text("utf-8")
        if path.name != "dagre.min.js":
            assert text.count("\n") <= 400, path.name
            assert text.startswith("// "), path.name
