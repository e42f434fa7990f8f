#!/bin/sh
# Sets everything up, crawls the practice portals into the embedded database and prints what was found.
set -eu
cd "$(dirname "$0")/.."
. scripts/environment.sh
prepare requirements.txt
exec .venv/bin/python -m sandbox demo "$@"
