"""A real server in a process of its own, with one browser."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from builders import CASE_MANAGER
from house import HouseClient
from targets import free_port
from tree import ROOT

PROGRAM = "from kiosk.cli import main; main()"


class Server:
    """A server on a free port of this machine. `program`: what Python runs with the words of `kiosk serve`.

    What it says lies in a file beside its data: a pipe that nobody reads is full some day.
    """

    def __init__(
        self, data: Path, *options: str | Path, program: str = PROGRAM, environ: Mapping[str, str] | None = None
    ) -> None:
        self.port, self.cookie, self._said = free_port(), "", data.with_suffix(".said")
        command = [sys.executable, "-c", program, "serve", "--port", str(self.port), "--data", data, *options]
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=said, env={**os.environ, **(environ or {})}
            )
        self._wait_until_it_answers()

    def _wait_until_it_answers(self) -> None:
        for _ in range(600):
            with suppress(OSError, http.client.HTTPException):
                self.send("/health")
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise TimeoutError(self.said)

    @property
    def said(self) -> str:
        """What it has said of mistakes and duties until now."""
        return self._said.read_text("utf-8", "replace")

    def send(self, path: str, form: dict[str, str] | None = None) -> http.client.HTTPResponse:
        """One request, as a page of ours would send it. Raises OSError when the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        if form is None:
            connection.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request("POST", path, urlencode(form), headers)
        response = connection.getresponse()
        self.page = response.read().decode()
        connection.close()
        return response

    def sign_in(self, name: str = CASE_MANAGER) -> None:
        """Sign in with the password that all test accounts have."""
        response = self.send("/sign-in", {"name": name, "password": HouseClient.PASSWORD})
        assert response.status == 303, self.page
        self.cookie = "; ".join(said.partition(";")[0] for said in response.headers.get_all("Set-Cookie", []))

    def end(self) -> None:
        """Tell it to stop, and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
