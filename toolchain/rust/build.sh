#!/bin/sh
# Builds the Rust wasm: the runtime for the page and for wasmtime, the module that reads
# recordings, and the WASI command.
# usage: build.sh TARGET_FOLDER
# /src is the clone, /out gets the result, /cache is kept: container.py.
#
# The same sources give the same bytes wherever the clone lies: /src and /cache are fixed, what
# rustc writes of them into panic messages is remapped all the same, and --locked fixes every crate.
set -eu
export CARGO_HOME=/cache/cargo CARGO_TARGET_DIR="$1" SOURCE_DATE_EPOCH=1704067200
export CARGO_INCREMENTAL=0
cd /src/wasm_kernels
cargo fetch --quiet --locked --target wasm32-unknown-unknown --target wasm32-wasip1
# One name for every registry's folder: which mirror the crates came from must not show either.
remap="'--remap-path-prefix=/src/wasm_kernels=wasm_kernels'"
for folder in "$CARGO_HOME"/registry/src/*; do remap="$remap, '--remap-path-prefix=$folder=crates'"; done
# usage: build TRIPLE ARGUMENT... --config adds to the flags of .cargo/config.toml (simd128); RUSTFLAGS
# would replace them.
build() {
  triple=$1
  shift
  cargo build --release --locked --target "$triple" --config "target.$triple.rustflags=[$remap]" "$@"
}

build wasm32-unknown-unknown --lib --package wasm_kernels
runtime="$CARGO_TARGET_DIR/wasm32-unknown-unknown/release"
wasm-bindgen --target web --out-dir /out --out-name runtime "$runtime/wasm_kernels.wasm"
rm /out/runtime_bg.wasm.d.ts

build wasm32-unknown-unknown --lib --package audio_files
cp "$runtime/audio_files.wasm" /out/audio_files.wasm

build wasm32-wasip1 --bin rmpkg --package wasi_command
command="$CARGO_TARGET_DIR/wasm32-wasip1/release"
cp "$command/rmpkg.wasm" /out/rmpkg.wasm

# For vendor.py: which files rustc read, and what built them.
cat "$runtime/wasm_kernels.d" "$runtime/audio_files.d" "$command/rmpkg.d" > /out/read.d
for tool in rustc cargo wasm-bindgen; do $tool --version; done > /out/tools.txt
