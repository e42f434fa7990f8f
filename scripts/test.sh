#!/bin/sh
# Sets everything up and passes the tests. Arguments go to pytest, e.g. `sh scripts/test.sh tests/reports`.
set -eu
cd "$(dirname "$0")/.."
. scripts/environment.sh
prepare requirements-test.txt
exec .venv/bin/python -m pytest "$@"
