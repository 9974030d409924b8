"""One server for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from server import BINARY, Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    assert BINARY, "set ORVALE_CHAT_BIN to the server's program; ./tests/run does"
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()
