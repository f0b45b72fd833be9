"""A desk on a port, and a real web server in front of it, as one that speaks HTTPS with its tablets: nginx, Caddy."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

import pytest
from targets import free_port
from waitress import wasyncore

from kiosk import web
from kiosk.cli import connections

Settings = tuple[str, dict[str, str], list[str]]
DEPLOY = Path(__file__).parents[1] / "deploy"
NGINX = """
daemon off; pid {folder}/pid; worker_processes 1; user root;
events {{ worker_connections 128; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  {shipped}
}}
"""
OF_NGINX = {
    "listen 443 ssl": "listen 127.0.0.1:{port}",
    "listen 8443 ssl": "listen 127.0.0.1:{outside}",
    "ssl_certificate": "# ssl_certificate",
    "/var/log/nginx": "{folder}",
}
OF_CADDY = {
    "{\n\tlog": "{\n\tadmin off\n\tauto_https off\n\tlog",
    "desk.example": "http://127.0.0.1:{port}",
    "slips.example:8443": "http://127.0.0.1:{outside}",
}
NGINX_WITH_NAMES = {
    "listen 443 ssl": "listen 127.0.0.1:{port} ssl",
    "listen 8443 ssl": "listen 127.0.0.1:{outside} ssl",
    "/etc/ssl/private": "{folder}",
    "/etc/ssl": "{folder}",
    "/var/log/nginx": "{folder}",
}
CADDY_WITH_NAMES = {
    "{\n\tlog": "{\n\tadmin off\n\tauto_https disable_redirects\n\tlog",
    "desk.example {": "desk.example:{port} {\n\ttls {folder}/desk.pem {folder}/desk.key",
    "slips.example:8443 {": "slips.example:{outside} {\n\ttls {folder}/slips.pem {folder}/slips.key",
}
SERVERS = {
    "nginx": ("nginx.conf", OF_NGINX, ["-e", "stderr", "-c"]),
    "nginx-without-host": ("nginx.conf", OF_NGINX | {"proxy_set_header Host $http_host;": ""}, ["-e", "stderr", "-c"]),
    "caddy": ("Caddyfile", OF_CADDY, ["run", "--adapter", "caddyfile", "--config"]),
}
"""The settings that we ship, what is another in them on a machine without names and certificates, and how the program
is told where they lie. nginx passes no Host unless it is told."""
WITH_NAMES = {
    "nginx": ("nginx.conf", NGINX_WITH_NAMES, ["-e", "stderr", "-c"]),
    "caddy": ("Caddyfile", CADDY_WITH_NAMES, ["run", "--adapter", "caddyfile", "--config"]),
}
"""The same with names, and certificates that lie in the folder."""


@contextmanager
def answering(office, **told) -> Iterator[int]:
    """Answer pages of this desk, made as told; give the port."""
    app = web.create_app(office, **told)
    words = app.extensions["kiosk"].words
    server = connections.serving(app, ("127.0.0.1", 0), 2, "http", web.access.HEADERS, words)
    enough = Event()

    def answer() -> None:
        while not enough.is_set():
            wasyncore.loop(timeout=0.05, use_poll=True, map=server._map, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)

    thread = Thread(target=answer, name="desk")
    thread.start()
    try:
        yield server.effective_port
    finally:
        enough.set()
        thread.join()


@contextmanager
def in_front_of(
    behind: int, name: str, folder: Path, servers: Mapping[str, Settings] = SERVERS
) -> Iterator[tuple[int, int]]:
    """Put a web server in front of this port; give its own two. Skips the test where it is not installed.

    The first port is for the tablets of the house, the second for who is outside. Its log lies in the folder.
    `servers`: SERVERS or WITH_NAMES.
    """
    file, other, options = servers[name]
    program = shutil.which(name.partition("-")[0], path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None:
        pytest.skip(f"{name} is not installed (Debian: apt install nginx caddy)")
    folder.mkdir(exist_ok=True)
    port, outside = free_port(), free_port()
    shipped = (DEPLOY / file).read_text("utf-8").replace("127.0.0.1:8104", f"127.0.0.1:{behind}")
    for ours, here in other.items():
        shipped = shipped.replace(ours, here.replace("{port}", str(port)).replace("{outside}", str(outside)))
    shipped = shipped.replace("{folder}", str(folder))
    settings = NGINX.format(folder=folder, shipped=shipped) if file == "nginx.conf" else shipped
    (folder / "settings").write_text(settings, "utf-8")
    home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, *options, folder / "settings"], stdout=log, stderr=log, env=home)
        try:
            _wait_for(port, process, folder / "log")
            yield port, outside
        finally:
            process.terminate()
            process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise TimeoutError(log.read_text("utf-8"))
