#!/bin/sh
# Installs packages of Debian, asking nothing and starting no server; fails at once without root or apt-get.
# Usage: sh deploy/debian.sh PACKAGE …
set -eu
[ "$(id -u)" = 0 ] && command -v apt-get > /dev/null || exit 1

policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod +x "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq < /dev/null || : # one source that is away does not stop the others
apt-get install -y -qq --no-install-recommends "$@" < /dev/null > /dev/null
