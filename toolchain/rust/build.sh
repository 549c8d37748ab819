#!/bin/sh
# Builds wasm_kernels for the page and for wasmtime. usage: build.sh TARGET_FOLDER
# /src is the clone, /out gets the result, /cache is kept: container.py.
#
# The same sources give the same bytes wherever the clone lies: /src and /cache are fixed, what
# rustc writes of them into panic messages is remapped all the same, and --locked fixes every crate.
set -eu
export CARGO_HOME=/cache/cargo CARGO_TARGET_DIR="$1" SOURCE_DATE_EPOCH=1704067200
export CARGO_INCREMENTAL=0
triple=wasm32-unknown-unknown
cd /src/wasm_kernels
cargo fetch --quiet --locked --target $triple
# One name for every registry's folder: which mirror the crates came from must not show either.
remap="'--remap-path-prefix=/src/wasm_kernels=wasm_kernels'"
for folder in "$CARGO_HOME"/registry/src/*; do remap="$remap, '--remap-path-prefix=$folder=crates'"; done
# --config adds to the flags of .cargo/config.toml (simd128); RUSTFLAGS would replace them.
cargo build --release --locked --lib --package wasm_kernels --target $triple \
  --config "target.$triple.rustflags=[$remap]"
built="$CARGO_TARGET_DIR/$triple/release"
wasm-bindgen --target web --out-dir /out --out-name runtime "$built/wasm_kernels.wasm"
rm /out/runtime_bg.wasm.d.ts

# For vendor.py: which files rustc read, and what built them.
cp "$built/wasm_kernels.d" /out/read.d
for tool in rustc cargo wasm-bindgen; do $tool --version; done > /out/tools.txt
