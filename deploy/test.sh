#!/bin/sh
# Every check of the project, in order; stops at the first that fails. Needs nothing but Python 3.11.
# Usage: sh deploy/test.sh [--long]      (--long: those of tests/long as well, which take up to 90 minutes)
set -eu
case "$*" in
    "" | --long) long=$* ;;
    *) echo "Usage: sh deploy/test.sh [--long]" >&2 && exit 2 ;;
esac
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "$here/.."
bin="$PWD/.venv/bin"
began=$(date +%s)
PATH="$PATH:/usr/sbin:/sbin" # where sshd and debootstrap lie
unset PYTHONDONTWRITEBYTECODE # the tests start hundreds of programs: each would be compiled every time

step() {
    title=$1
    shift
    printf '\n== %s\n' "$title"
    start=$(date +%s)
    if ! "$@" < /dev/null; then
        printf '\n== %s: FAILED after %s s\n' "$title" "$(($(date +%s) - start))" >&2
        exit 1
    fi
    printf '== %s: ok, %s s\n' "$title" "$(($(date +%s) - start))"
}

# The first is Chromium without its windows, a quarter quicker.
browser() {
    command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
}

# Playwright's own program needs a library that a small Debian does not have.
driver() {
    "$bin/playwright" --version
}

# The reader of codes that a Python package only calls.
zbar() {
    "$bin/python" -c "import pyzbar.pyzbar"
}

need() {
    packages=$1 for=$2
    shift 2
    "$@" > /dev/null 2>&1 && return
    missing="$missing $packages"
    case "$without" in *"$for"*) ;; *) without="$without, WITHOUT $for" ;; esac
}

# Debian's packages, what is left out without them, and how to see that they are there.
look() {
    missing="" without=""
    need "chromium-headless-shell fonts-noto-core" "the browser journeys" browser
    need libatomic1 "the browser journeys" driver
    need openssh-server "deliveries over SSH" command -v sshd
    need openssh-client "deliveries over SSH" command -v sftp
    need openssl "deliveries over TLS" command -v openssl
    need nginx "a web server before the desk" [ -x /usr/sbin/nginx ]
    need caddy "a web server before the desk" command -v caddy
    need libzbar0 "codes read by zbar" zbar
    need poppler-utils "a look into printed PDFs" command -v pdftotext
    need strace "power cuts rebuilt" command -v strace
    [ -z "$long" ] || need debootstrap "the minimal Debian" command -v debootstrap
    [ -z "$long" ] || need faketime "clocks that are set" command -v faketime
}

# Memory is several times as fast as a disk, and the tests open hundreds of stores.
room_in_memory() {
    [ -w /dev/shm ] && [ "$(df -Pk /dev/shm | awk 'NR == 2 { print $4 }')" -gt 2000000 ]
}

pytest() {
    "$bin/pytest" ${memory:+--basetemp="$memory/tests"} "$@"
}

# The tests of one file stay on one core.
pytest_on_two_cores() {
    pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder "$@"
}

step "set-up" sh "$here/setup.sh" requirements-test.txt

look
if [ -n "$missing" ]; then
    printf '\n== Packages of Debian:%s\n' "$missing"
    # shellcheck disable=SC2086
    if ! sh "$here/debian.sh" $missing; then echo "They could not be installed."; fi
    look
fi
without=${missing:+"$without (Debian: sudo apt install$missing)"}

step "ruff check" "$bin/ruff" check .
step "ruff format" "$bin/ruff" format --check .
step "mypy" "$bin/mypy" kiosk
step "layers" "$bin/lint-imports"

memory=""
if room_in_memory; then
    memory=$(mktemp -d /dev/shm/clearing-kiosk.XXXXXX)
    trap 'rm -rf "$memory"' EXIT
    trap 'exit 130' HUP INT TERM
fi
case "$without" in
    *journeys*) step "pytest, without journeys" pytest_on_two_cores -m "not journey" ;;
    *) step "pytest" pytest_on_two_cores ;;
esac
if [ "$long" ]; then
    debian=tests/long/test_bare_machine.py # runs every check in there, on both cores
    step "pytest, long checks" pytest_on_two_cores tests/long --ignore "$debian"
    step "pytest, minimal Debian" pytest "$debian"
fi

printf '\nAll checks passed in %s s%s.\n' "$(($(date +%s) - began))" "$without"
