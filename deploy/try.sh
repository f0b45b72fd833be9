#!/bin/sh
# Starts a demo desk with made-up talks on this machine: http://127.0.0.1:8104. Options go to `kiosk demo`.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
sh "$here/setup.sh" requirements.txt
exec "$here/../.venv/bin/kiosk" demo "$@"
