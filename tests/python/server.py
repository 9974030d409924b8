"""The real server, started as an operator starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from pathlib import Path

BINARY = os.environ.get("ORVALE_CHAT_BIN", "")
PREFIX = "listening on "
START_TIMEOUT_S = 60


class Server:
    """`orvale-chat --demo` on a free port and a database of its own."""

    def __init__(self, data: Path, *arguments: str) -> None:
        self._data = data
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None
        self._log: list[str] = []
        self.url = ""

    def base(self) -> str:
        return self.url

    def start(self) -> None:
        """Starts it and waits until it accepts connections; the port is another one each time."""
        self._process = subprocess.Popen(
            [BINARY, "--demo", "--listen", "127.0.0.1:0", "--data", str(self._data), *self._arguments],
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=self._data,
            # Variables under the server's prefix that are ours would stop it: it knows none of them.
            env={key: it for key, it in os.environ.items() if not key.startswith("ORVALE_CHAT_")},
        )
        listening = threading.Event()
        threading.Thread(target=self._read, args=[self._process, listening], daemon=True).start()
        if not listening.wait(START_TIMEOUT_S) or not self.url:
            self.kill()
            raise RuntimeError("the server did not start:\n" + "".join(self._log))

    def _read(self, process: subprocess.Popen[str], listening: threading.Event) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._log.append(line)
            if line.startswith(PREFIX):
                self.url = line.removeprefix(PREFIX).strip()
                listening.set()
        listening.set()

    def kill(self) -> None:
        """kill -9: no goodbye, nothing is finished."""
        self.url = "http://127.0.0.1:9"
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Asks it to stop, and gives its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(how)
        return self._process.wait(timeout=30)
