#!/bin/sh
# Builds numpy's wheel for Pyodide from PyPI's source archive, without a patch.
# usage: build.sh PYTHON_STDLIB_ZIP      /src, /out, /cache: container.py
set -eu
here=/src/toolchain/numpy_wheel
stdlib=$1
work=/tmp/numpy-build # fixed: the path of the build reaches the wheel through __FILE__
rm -rf "$work" && mkdir -p "$work/source" "$work/download"

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements.lock"
PYTHONPATH="$here/stub" "$work/venv/bin/pip" download --quiet --disable-pip-version-check --require-hashes \
  --no-deps --no-build-isolation --no-binary :all: --dest "$work/download" -r "$here/sdist.txt"
tar xf "$work"/download/numpy-*.tar.gz -C "$work/source" --strip-components=1
python3 "$here/make_pyroot.py" "$stdlib" /usr/include/python3.14 "$work/pyroot"

export EM_CACHE=/cache/emscripten # its system libraries take minutes
export PATH="$here/bin:$work/venv/bin:$PATH"
export _PYTHON_HOST_PLATFORM=pyemscripten_2026_0_wasm32
export _PYTHON_SYSCONFIGDATA_NAME=_sysconfigdata__emscripten_wasm32-emscripten
export PYTHONPATH="$work/pyroot"
export SOURCE_DATE_EPOCH=1704067200
cd "$work/source"
"$work/venv/bin/python" -m build --wheel --no-isolation --skip-dependency-check --outdir /out \
  -Cbuild-dir="$work/build" \
  -Csetup-args=--cross-file="$here/pyodide.cross" \
  -Csetup-args=-Dbuildtype=release -Csetup-args=-Doptimization=2 \
  -Csetup-args=-Dblas=none -Csetup-args=-Dlapack=none

{
  echo "emcc $(emcc --version | sed -n '1s/.* \([0-9][0-9.]*\) .*/\1/p')"
  python3 --version
  cython --version 2>&1
  "$work/venv/bin/pip" list --format=freeze | sed -n 's/^meson-python==/meson-python /p'
} > /out/tools.txt
cd / && rm -rf "$work"

python3 "$here/strip_wheel.py" /out/numpy-*.whl /out
"$here/check.sh" "$(dirname "$stdlib")" /out
