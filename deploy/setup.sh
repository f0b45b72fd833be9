#!/bin/sh
# Makes .venv in the project and installs what the lock file names, each file checked by its hash.
# Usage: sh deploy/setup.sh [lock file in deploy/]      (default: requirements.txt)
# requirements-remote.txt: also what delivering to WebDAV and other stores needs; requirements-state.txt: also
# what publishing for a state needs; requirements-backup.txt: also what encrypting backups needs;
# requirements-test.txt: also the tests.
# As root on Debian it installs python3-venv where that is missing; else it says so.
# Packages are fetched with pip's own settings. Where there is no network, put the wheels into deploy/wheels/.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
lock="deploy/${1:-requirements.txt}"
venv="$root/.venv"
stamp="$venv/installed-$(basename -- "$lock")"
wheels="$root/deploy/wheels"

stop() {
    printf '\nSet-up stopped: %s\n' "$1" >&2
    shift
    for line; do printf '  %s\n' "$line" >&2; done
    exit 1
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1 < /dev/null
}

find_python() {
    for candidate in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

# What an install depends on: the lock file, the project's own metadata, and where it lies.
wanted() {
    "$venv/bin/python" - "$lock" pyproject.toml <<'PY'
import hashlib, pathlib, sys
print(hashlib.sha256(b"".join(pathlib.Path(p).read_bytes() for p in sys.argv[1:])).hexdigest(), sys.version_info[:2], pathlib.Path.cwd())
PY
}

own_pip() {
    "$venv/bin/python" -m pip --version > /dev/null 2>&1
}

# pip of the environment, else the machine's pip, else a pip run out of its own wheel (zip files can be run).
run_pip() {
    if own_pip; then
        "$venv/bin/python" -m pip "$@"
    elif "$python" -m pip --python "$venv/bin/python" --version > /dev/null 2>&1; then
        "$python" -m pip --python "$venv/bin/python" "$@"
    else
        # shellcheck disable=SC2231
        for wheel in "$wheels"/pip-*.whl /usr/share/python-wheels/pip-*.whl; do
            if [ -f "$wheel" ]; then
                "$python" "$wheel/pip" --python "$venv/bin/python" "$@"
                return
            fi
        done
        return 127
    fi
}

has_pip() {
    run_pip --version > /dev/null 2>&1
}

make_venv() {
    echo "Making .venv with $("$python" --version 2>&1) …"
    rm -rf "$venv"
    if ! "$python" -m venv "$venv" > /dev/null 2>&1 < /dev/null; then
        rm -rf "$venv" # Debian without python3-venv leaves half of it
        "$python" -m venv --without-pip "$venv" < /dev/null || stop "Python cannot make an environment in $venv." \
            "Debian, Ubuntu:  sudo apt install python3-venv" \
            "Else look whether the folder can be written and the disk has room."
    fi
    echo "$root" > "$venv/made-for"
}

fetch() {
    if [ -d "$wheels" ]; then
        run_pip install --quiet --no-input --disable-pip-version-check --no-index --find-links "$wheels" "$@" < /dev/null
    else
        run_pip install --quiet --no-input --disable-pip-version-check "$@" < /dev/null
    fi
}

# So that each start is quick also where the program may not write beside its code, as in the service.
byte_code() {
    "$venv/bin/python" -m compileall -q kiosk > /dev/null 2>&1 || true
}

[ -f "$lock" ] || stop "there is no $lock." "Give the name of a lock file in deploy/, or none."

if new_enough "$venv/bin/python" && [ -f "$stamp" ] && [ "$(wanted)" = "$(cat "$stamp")" ]; then
    byte_code
    exit 0
fi

python=$(find_python) || stop "Python 3.11 or newer was not found." \
    "Debian, Ubuntu:  sudo apt install python3 python3-venv" \
    "Others:          install Python from your system's packages or from python.org"

if ! new_enough "$venv/bin/python" || ! grep -qsF "$root" "$venv/made-for"; then
    make_venv
fi
if ! has_pip && sh deploy/debian.sh python3-venv; then
    make_venv
fi
has_pip || {
    rm -rf "$venv"
    stop "there is no pip on this machine." \
        "Debian, Ubuntu:  sudo apt install python3-venv" \
        "No network:      put the wheels, pip's own among them, into deploy/wheels/"
}

echo "Installing what $lock names …"
fetch --require-hashes -r "$lock" || stop "the packages could not be installed; the reason stands above." \
    "No connection:       connect and start again; what was fetched stays." \
    "Behind a proxy:      set https_proxy=http://host:port and start again." \
    "No network at all:   put the wheels into deploy/wheels/ and start again." \
    "Hashes do not match: do not go on; ask whoever renewed $lock."
fetch --no-deps --no-build-isolation -e . || stop "the kiosk itself could not be installed; the reason stands above." \
    "Most often a file is missing: compare with a fresh copy of the project."
byte_code
wanted > "$stamp"
