"""Both commands of the README on a minimal Debian: nothing but python3, the project unpacked from an archive.

The tests stand in the order in which somebody would go; each finds the machine as the one before left it.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import tree
from targets import free_port

TOOLS = ("apt-get", "debootstrap", "setpriv", "unshare")
pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a minimal Debian"),
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)} (Debian)"),
]
LOCAL_AUTHORITIES = Path("/usr/local/share/ca-certificates")
HOW_APT_REACHES_OUT = ("Acquire::http", "Acquire::Check")
HOW_PIP_REACHES_OUT = ("index-url", "proxy", "trusted-host", "timeout")
PROXIES = [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")


def told(*command: str) -> list[str]:
    """Return the lines that a command of this machine prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def mirror() -> tuple[str, str]:
    """Return this machine's release of Debian and where it comes from."""
    form = "$(CODENAME) $(REPO_URI)"
    for line in told("apt-get", "indextargets", "--format", form, "Created-By: Packages", "Origin: Debian"):
        release, _, address = line.partition(" ")
        if "-" not in release:
            return release, address
    pytest.skip("apt names no source of Debian here (apt-get update)")


def apt_settings() -> str:
    """Return what this machine's apt is told about the way out."""
    return "\n".join(line for line in told("apt-config", "dump") if line.startswith(HOW_APT_REACHES_OUT)) + "\n"


def pip_settings() -> str:
    """Return what this machine's pip is told about the way out, as a file of settings."""
    settings = (line.partition("=") for line in told(sys.executable, "-m", "pip", "config", "list"))
    named = {name.rpartition(".")[2]: value.strip("'") for name, _, value in settings}
    lines = [f"{name} = {value}" for name, value in named.items() if name in HOW_PIP_REACHES_OUT]
    return "\n".join(["[global]", *lines]) + "\n"


@dataclass(frozen=True)
class Machine:
    """A minimal Debian in a folder; what runs in it ends with the command that started it."""

    root: Path

    def connect(self) -> None:
        """Let apt and pip in there reach what they reach here."""
        shutil.copytree(LOCAL_AUTHORITIES, self.root / LOCAL_AUTHORITIES.relative_to("/"), dirs_exist_ok=True)
        for name, text in {
            "etc/hosts": "127.0.0.1 localhost\n",
            "etc/apt/apt.conf.d/outside": apt_settings(),
            "etc/pip.conf": pip_settings(),
        }.items():
            (self.root / name).write_text(text, encoding="utf-8")

    def unpack(self) -> None:
        """Lay the project there as an archive would; it belongs to nobody in particular."""
        for path in tree.files():
            place = self.root / "kiosk" / path.relative_to(tree.ROOT)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
        for path in (self.root / "kiosk", *(self.root / "kiosk").rglob("*")):
            os.chown(path, 65534, 65534)

    def start(self, *command: str, log: Path) -> subprocess.Popen[bytes]:
        """Start a command in the project's folder there, in a group of its own."""
        inside = ["unshare", "--mount", "--pid", "--fork", "--kill-child", f"--root={self.root}", "--wd=/kiosk"]
        clean = ["--mount-proc", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", *PROXIES]
        memory = ["sh", "-c", 'mount -t tmpfs tmpfs /dev/shm && exec "$@"', "sh"]
        with log.open("wb") as output:
            return subprocess.Popen(
                [*inside, *clean, *memory, *command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def run(self, *command: str, log: Path, within: int) -> tuple[int, str]:
        """Run a command there; return how it ended and what it said."""
        with self.start(*command, log=log) as process:
            try:
                process.wait(within)
            finally:
                process.kill()
        return process.returncode, log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A minimal Debian with python3 and the unpacked project, on a disk: it grows to two gigabytes."""
    release, address = mirror()
    with TemporaryDirectory(dir="/var/tmp", prefix="minimal-debian-") as folder:
        made = Machine(Path(folder))
        made.root.chmod(0o755)  # the root folder of every account there
        subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=python3", release, folder, address],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        made.connect()
        made.unpack()
        yield made


def answer(address: str, process: subprocess.Popen[bytes], within: int) -> str:
    """Return the first page that a starting server gives."""
    until = monotonic() + within
    while monotonic() < until and process.poll() is None:
        try:
            with urlopen(address, timeout=5) as page:
                return page.read().decode()
        except (URLError, TimeoutError):
            sleep(0.5)
    return ""


def test_nothing_but_python_is_there(machine):
    for name in ("git", "pip3", "chromium", "sshd", "openssl"):
        assert not [*machine.root.glob(f"usr/*bin/{name}")]
    assert not [*machine.root.rglob("libatomic.so*")]


@pytest.mark.parametrize("command", ["try", "test"])
def test_without_rights_one_line_says_what_to_install(machine, tmp_path, command):
    ended, said = machine.run(*AS_NOBODY, "sh", f"deploy/{command}.sh", log=tmp_path / "said", within=60)
    assert ended == 1, said
    assert "sudo apt install python3-venv\n" in said
    assert not (machine.root / "kiosk" / ".venv").exists()


def test_the_demo_desk_answers(machine, tmp_path):
    port, log = free_port(), tmp_path / "said"
    with machine.start("sh", "deploy/try.sh", "--port", str(port), log=log) as process:
        try:
            page = answer(f"http://127.0.0.1:{port}/", process, within=300)
            os.killpg(process.pid, signal.SIGINT)
            ended = process.wait(20)
        finally:
            process.kill()
    said = log.read_text(encoding="utf-8")
    assert "Übung" in page, said
    assert ended == 0, said


def test_every_check_passes(machine, tmp_path):
    ended, said = machine.run("sh", "deploy/test.sh", log=tmp_path / "said", within=45 * 60)
    assert ended == 0, said[-20_000:]
    assert "All checks passed" in said
    assert "WITHOUT" not in said
