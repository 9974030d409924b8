"""The REST API held against its own document, by requests made up from it, for each kind of caller."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from server import Server

CONFIG = Path(__file__).with_name("schemathesis.toml")
PASSWORD = "orvale-demo"
# A logout would end the rest of the run; an upgrade is no request with an answer.
LEFT_OUT = ["log_out", "open_socket"]
LEAST = 1000


def token(server: Server, user: str) -> str:
    request = urllib.request.Request(
        f"{server.url}/api/auth/login",
        json.dumps({"username": user, "password": PASSWORD}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["token"]


@pytest.mark.parametrize("user", [None, "alice", "olivia"], ids=["nobody", "user", "administrator"])
def test_it_is_as_documented(tmp_path: Path, user: str | None) -> None:
    server = Server(tmp_path, "--rate-limits", "off")
    server.start()
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", CONFIG, "--no-color", "run"]
    command += [f"{server.url}/api/openapi.json"]
    command += [part for name in LEFT_OUT for part in ("--exclude-operation-id", name)]
    if user:
        command += ["--header", f"Authorization: Bearer {token(server, user)}"]
    environment = os.environ | {"PYTHONPATH": str(CONFIG.parent), "SCHEMATHESIS_HOOKS": "media_types"}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=600)
    assert server.stop() == 0
    assert run.returncode == 0, run.stdout + run.stderr
    cases = re.search(r"(\d+) generated", run.stdout)
    assert cases and int(cases[1]) >= LEAST, run.stdout
