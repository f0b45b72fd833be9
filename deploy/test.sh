#!/bin/sh
# Every check of the project, in order; stops at the first that fails. Needs nothing but Python 3.11.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
cd "$here/.."
bin="$PWD/.venv/bin"
began=$(date +%s)

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

browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@"
}

missing() {
    [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && ! command -v "$1" > /dev/null
}

step "set-up" sh "$here/setup.sh" requirements-test.txt

if ! browser > /dev/null && missing chromium; then
    printf '\n== Chromium for the journeys\n'
    install chromium fonts-noto-core < /dev/null > /dev/null || echo "Chromium could not be installed; the reason stands above."
fi
if missing sshd || missing openssl; then
    printf '\n== An SSH server to deliver to\n'
    install openssh-server openssh-client openssl < /dev/null > /dev/null || echo "It could not be installed; its tests are skipped."
fi

step "ruff check" "$bin/ruff" check .
step "ruff format" "$bin/ruff" format --check .
step "mypy" "$bin/mypy" kiosk
step "layers" "$bin/lint-imports"
if browser > /dev/null; then
    without=""
    step "pytest" "$bin/pytest"
else
    without=", WITHOUT the browser journeys: no Chromium here (Debian: sudo apt install chromium)"
    step "pytest, without journeys" "$bin/pytest" -m "not journey"
fi

printf '\nAll checks passed in %s s%s.\n' "$(($(date +%s) - began))" "$without"
