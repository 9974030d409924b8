"""What the documents point to is there: files, headings, and the functions they name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "web" / "README.md",
    *sorted((ROOT / "web" / "packages").glob("*/README.md")),
]
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def links(document: Path) -> list[tuple[str, str]]:
    text = FENCE.sub("", COMMENT.sub("", document.read_text()))
    return [link for link in LINK.findall(text) if "://" not in link[1]]


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def defines(source: str, name: str) -> bool:
    return re.search(rf"\b(fn|struct|enum|const|trait|mod|type) {re.escape(name)}\b", source) is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for label, target in links(document):
        path, _, anchor = target.partition("#")
        file = (document.parent / path).resolve() if path else document
        name = re.fullmatch(r"`(\w+)`", label)
        if not file.exists():
            lost.append(f"{target}: there is no such file")
        elif anchor and anchor not in anchors(file):
            lost.append(f"{target}: there is no such heading")
        elif name and file.suffix == ".rs" and not defines(file.read_text(), name[1]):
            lost.append(f"{target}: defines no {name[1]}")
    assert not lost, "\n".join(lost)
