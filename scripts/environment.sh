# Sourced by the other scripts: makes .venv from a hash-pinned requirements file, once, and again when that file changes.
# Usage: . scripts/environment.sh; prepare requirements.txt

find_python() {
    for candidate in "${PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        [ -n "$candidate" ] || continue
        if "$candidate" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    echo "nianbao needs Python 3.11 or newer with venv and pip; none of python3, python3.13, python3.12, python3.11 is. " \
        "Install one, or name it: PYTHON=/path/to/python sh $0" >&2
    return 1
}

prepare() {
    requirements=$1
    stamp=".venv/$(basename "$requirements").installed"
    if [ -f "$stamp" ] && cmp -s "$requirements" "$stamp"; then
        return 0
    fi
    python=$(find_python) || return 1
    echo "Preparing .venv from $requirements (the first time takes a minute or two) ..."
    [ -x .venv/bin/python ] || "$python" -m venv .venv || return 1
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$requirements" || return 1
    cp "$requirements" "$stamp"
}
