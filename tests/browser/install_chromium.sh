#!/usr/bin/env bash
# Installs the browser of the tests where there is none. Without the right to, it says so, and the tests do, too.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null; then exit 0; fi
done
echo "tests/browser: there is no Chromium on this machine" >&2
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
    echo "tests/browser: install it, as root on Debian: apt-get install chromium" >&2
    exit 0
fi
echo "tests/browser: installing it: apt-get install chromium" >&2
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
