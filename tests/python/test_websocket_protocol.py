"""Autobahn's cases of RFC 6455 against the gateway, with an echo behind it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from kosoku import run_fuzzingclient
from server import BINARY

ECHO = Path(BINARY).parent / "examples" / "echo"
# Compression, which the server does not offer.
NOT_OFFERED = ["12.*", "13.*"]
CASES = 301
TIMEOUT_S = 300


@pytest.fixture
def echo() -> Iterator[str]:
    assert ECHO.exists(), "cargo build --workspace --example echo; ./tests/run does that"
    process = subprocess.Popen([ECHO], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.kill()
    process.wait()


def test_every_case_passes(echo: str) -> None:
    async def drive() -> int:
        run = run_fuzzingclient(echo, exclude_cases=NOT_OFFERED, concurrency=4)
        # It fails where a case does, and names it.
        return len(await asyncio.wait_for(run, TIMEOUT_S))

    assert asyncio.run(drive()) == CASES
