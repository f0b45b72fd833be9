"""The project's files as an archive of it holds them; git is not asked, for an archive has none."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
IGNORED = [".git", *(line.strip("/") for line in LINES if line and not line.startswith("#"))]


def ignored(path: Path) -> bool:
    """Return True for what .gitignore leaves out: by its name, or by its place in the project."""
    names = (path.name, path.relative_to(ROOT).as_posix())
    return any(fnmatch(name, pattern) for name in names for pattern in IGNORED)


def files(folder: Path = ROOT) -> Iterator[Path]:
    """Return every file below the folder that belongs to the project."""
    for path in sorted(folder.iterdir()):
        if ignored(path):
            continue
        if path.is_dir():
            yield from files(path)
        else:
            yield path
