#!/bin/sh
# Builds the C kernels; the results are kept, so that measuring needs no C compiler.
set -eu
cd "$(dirname "$0")"
for source in *.c; do
  clang --target=wasm32 -O2 -nostdlib -fno-builtin -Wl,--no-entry -Wl,--export=run -Wl,--strip-all \
    -o "${source%.c}.wasm" "$source"
done
