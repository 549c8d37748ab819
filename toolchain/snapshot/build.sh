#!/bin/sh
# Makes the snapshot and restores it. usage: build.sh PYODIDE_FOLDER NUMPY_FOLDER
# /src, /out: container.py
set -eu
cd /src/toolchain/snapshot
node --import ../typescript_loader.mjs make_snapshot.ts "$1" "$2" /out
node --import ../typescript_loader.mjs check_restore.ts "$1" "$2" /out
