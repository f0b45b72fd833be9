"""Delivery targets on this machine: an SSH server, a WebDAV server, a line that breaks, one that misbehaves as told."""

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from os import geteuid
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from wsgidav.wsgidav_app import WsgiDAVApp

from kiosk.domain.delivery import Target, TargetKind
from kiosk.pack import Pack
from kiosk.transfer.parcel import Credentials

USER, PASSWORD = "desk", "geheim ü"
SSHD = shutil.which("sshd", path="/usr/sbin:/usr/local/sbin:/usr/bin:/sbin")
needs_ssh = pytest.mark.skipif(
    not (SSHD and shutil.which("sftp")), reason="no OpenSSH server and client here (openssh-server, openssh-client)"
)
Manner = Callable[[socket.socket], None]
"""What a server does with a connection; it is closed afterwards."""


def delivering_to(pack: Pack, kind: TargetKind, address: str) -> Pack:
    """The pack of a county that has named a target."""
    return replace(pack, site=replace(pack.site, delivery=Target(kind, address)))


def keys_in(folder: Path) -> Credentials:
    """Name and password for WebDAV; the keys for SFTP lie in the folder, once there are some."""
    return Credentials(USER, PASSWORD, folder / "id", folder / "known_hosts")


def run(*words: str | Path) -> None:
    """A program of this machine that must not fail."""
    subprocess.run(list(words), check=True, capture_output=True, timeout=30)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


# servers


class Stub:
    """A server that does with each connection what it is told; `visits` counts them."""

    def __init__(self, manner: Manner) -> None:
        self._manner = manner
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._threads = [Thread(target=self._accept, daemon=True)]
        self.port: int = self._socket.getsockname()[1]
        self.visits = 0
        self.visited = Event()
        self._threads[0].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._open.append(connection)
                self.visits += 1
                self.visited.set()
                self._threads.append(Thread(target=self._serve, args=[connection], daemon=True))
                self._threads[-1].start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            self._manner(connection)

    def close(self) -> None:
        for one in (self._socket, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(5)


@contextmanager
def stub(manner: Manner) -> Iterator[Stub]:
    """A server that behaves like this."""
    server = Stub(manner)
    try:
        yield server
    finally:
        server.close()


def answering(status: int, headers: str = "", body: bytes = b"", read: bytes = b"") -> Manner:
    """Reads the rest of the request and answers with this status."""
    answer = body

    def manner(connection: socket.socket) -> None:
        asked = read
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(65536)
        head, _, body = asked.partition(b"\r\n\r\n")
        length = next(
            (line.split(b":")[1] for line in head.splitlines() if line.lower().startswith(b"content-l")), b"0"
        )
        while len(body) < int(length):
            body += connection.recv(65536)
        connection.sendall(
            f"HTTP/1.1 {status} Nein\r\n{headers}Content-Length: {len(answer)}\r\n\r\n".encode() + answer
        )

    return manner


def answering_by_method(statuses: dict[bytes, int], body: bytes = b"") -> Manner:
    """Reads the request and answers with the status of its method."""

    def manner(connection: socket.socket) -> None:
        asked = connection.recv(65536)
        method = asked.partition(b" ")[0]
        answering(statuses[method], body=body, read=asked)(connection)

    return manner


def silent(connection: socket.socket) -> None:
    """Takes everything and never says a word."""
    while connection.recv(65536):
        pass


def trickling(connection: socket.socket) -> None:
    """Answers one byte a second."""
    connection.recv(65536)
    for byte in b"HTTP/1.1 201 Created":
        connection.sendall(bytes([byte]))
        sleep(1)


def line_to(port: int, breaks_after: int | None = None, on: tuple[bytes, Callable[[], None]] | None = None) -> Manner:
    """A line to the server on this port that breaks after so many bytes from us.

    `on`: what to do when these bytes come by, before they are passed on.
    """

    def manner(connection: socket.socket) -> None:
        left = breaks_after
        with socket.create_connection(("127.0.0.1", port)) as server:
            back = Thread(target=_pass_on, args=[server, connection], daemon=True)
            back.start()
            while left is None or left > 0:
                some = connection.recv(4096 if left is None else min(4096, left))
                if not some:
                    break
                if on and on[0] in some:
                    on[1]()
                server.sendall(some)
                left = left - len(some) if left is not None else None
            for end in (server, connection):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            back.join(5)

    return manner


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while some := source.recv(65536):
            sink.sendall(some)


# WebDAV


class DavServer:
    """WebDAV for one folder and one account, over TLS when there is a certificate."""

    def __init__(self, folder: Path, certificate: Path | None = None) -> None:
        accounts = {"*": {USER: {"password": PASSWORD}}}
        app = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(folder)},
                "simple_dc": {"user_mapping": accounts},
                "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
                "logging": {"enable": False},
                "verbose": 0,
            }
        )
        self._server = wsgi.Server(("127.0.0.1", 0), app, numthreads=4, timeout=5, shutdown_timeout=1)
        self._server.error_log = lambda *_, **__: None
        if certificate:
            self._server.ssl_adapter = BuiltinSSLAdapter(str(certificate), str(certificate.with_suffix(".key")))
        self._server.prepare()
        self.port: int = self._server.bind_addr[1]
        self.address = f"http{'s' if certificate else ''}://127.0.0.1:{self.port}"
        self._thread = Thread(target=self._server.serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.stop()
        self._thread.join(5)


@contextmanager
def dav(folder: Path, certificate: Path | None = None) -> Iterator[DavServer]:
    """A WebDAV server for this folder."""
    server = DavServer(folder, certificate)
    try:
        yield server
    finally:
        server.close()


def authority(folder: Path) -> Path:
    """A new authority that signs certificates; its own certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "authority.pem"
    _certificate(made, "Pruefstelle", "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign")
    return made


def certificate(signed_by: Path, name: str, stands_for: str = "IP:127.0.0.1") -> Path:
    """A certificate for a server of this machine."""
    made = signed_by.with_name(f"{name}.pem")
    signing = ("-CA", signed_by, "-CAkey", signed_by.with_suffix(".key"))
    _certificate(made, name, "basicConstraints=critical,CA:FALSE", f"subjectAltName={stands_for}", signing=signing)
    return made


def ended(signed_by: Path) -> Path:
    """A certificate for a server of this machine whose last day was yesterday."""
    made, own = signed_by.with_name("ended.pem"), signed_by.with_name("own.pem")
    about = ("authorityKeyIdentifier=none", "basicConstraints=critical,CA:FALSE", "subjectAltName=IP:127.0.0.1")
    _certificate(own, "ended", *about)
    own.with_suffix(".key").rename(made.with_suffix(".key"))
    signing = ("-CA", signed_by, "-CAkey", signed_by.with_suffix(".key"), "-CAcreateserial", "-days", "-1")
    run("openssl", "x509", "-in", own, *signing, "-out", made)
    return made


def _certificate(path: Path, name: str, *about: str, signing: tuple[str | Path, ...] = ()) -> None:
    extensions = [word for one in about for word in ("-addext", one)]
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    files = ("-keyout", path.with_suffix(".key"), "-out", path)
    run("openssl", "req", "-x509", *kind, *files, "-subj", f"/CN={name}", *extensions, *signing)


# SSH


class SshServer:
    """An OpenSSH server of this machine's own account that takes one key."""

    def __init__(self, place: Path, credentials: Credentials) -> None:
        assert SSHD
        place.mkdir()
        self._place = place
        self._credentials = credentials
        self.port = free_port()
        if not credentials.key.exists():
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", credentials.key)
        self.new_host_key()
        self.trust()
        self._write_settings()
        self._process: subprocess.Popen[bytes] | None = None

    def _write_settings(self) -> None:
        settings = {
            "ListenAddress": f"127.0.0.1:{self.port}",
            "HostKey": self._place / "host",
            "PidFile": "none",
            "AuthorizedKeysFile": f'"{self._credentials.key}.pub"',
            "StrictModes": "no",
            "UsePAM": "no",
            "PasswordAuthentication": "no",
            "PermitRootLogin": "prohibit-password",
            "Subsystem": "sftp internal-sftp",
        }
        text = "".join(f"{name} {value}\n" for name, value in settings.items())
        (self._place / "sshd_config").write_text(text, encoding="utf-8")

    def new_host_key(self) -> None:
        """The server has another key from now on; it must be started again."""
        for path in (self._place / "host", self._place / "host.pub"):
            path.unlink(missing_ok=True)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self._place / "host")

    def trust(self, port: int | None = None) -> None:
        """Its key is known here."""
        key = (self._place / "host.pub").read_text(encoding="utf-8")
        line = f"[127.0.0.1]:{port or self.port} {key}"
        self._credentials.known_hosts.write_text(line, encoding="utf-8")

    def address(self, folder: Path, port: int | None = None) -> str:
        """Where it takes files."""
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
        return f"sftp://{user}@127.0.0.1:{port or self.port}{folder}"

    def start(self) -> None:
        """Serve; returns when it does."""
        if geteuid() == 0:  # as the distribution's start script does; the server drops its rights there
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        command = [str(SSHD), "-D", "-e", "-f", str(self._place / "sshd_config")]
        with (self._place / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stderr=log)
        until = monotonic() + 10
        while monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                return
            sleep(0.02)
        raise AssertionError((self._place / "log").read_text(encoding="utf-8"))

    def stop(self) -> None:
        """Serve no longer."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)
