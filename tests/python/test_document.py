"""docs/protocol.md with a stock MessagePack library: the bytes say what the JSON beside them says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import msgpack
import pytest

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
EXAMPLE = re.compile(r"^```frame (.+)\n((?:.+\n)+)\n((?:.+\n)+)```$", re.MULTILINE)
EXAMPLES = EXAMPLE.findall(DOCUMENT.read_text())


@pytest.mark.parametrize("heading, text, digits", EXAMPLES, ids=[it[0] for it in EXAMPLES])
def test_an_example_reads_the_same_in_both_notations(heading: str, text: str, digits: str) -> None:
    assert msgpack.unpackb(bytes.fromhex(digits)) == json.loads(text)


def test_no_example_was_overlooked() -> None:
    assert len(EXAMPLES) == DOCUMENT.read_text().count("```frame ") > 50
