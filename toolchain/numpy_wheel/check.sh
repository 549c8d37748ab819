#!/bin/sh
# The gates of a numpy wheel before it goes into vendor/. usage: check.sh PYODIDE_FOLDER NUMPY_FOLDER
set -eu
cd /src/toolchain/numpy_wheel
node --import ../typescript_loader.mjs check_imports.ts "$1" "$2"
node --import ../typescript_loader.mjs smoke.ts "$1" "$2"
