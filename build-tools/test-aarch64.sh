#!/bin/sh
# test-aarch64.sh: builds the native library for 64-bit ARM, and runs its tests as the cores of three generations of
# boards. ./mezzo test --arch aarch64 goes on from there with the tests in Java.
#
# Needs CMake, Ninja, gcc-aarch64-linux-gnu, and what emulated-java.sh needs.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

cd "$(dirname "$0")/.."
MEZZO_AARCH64_SYSROOT=$(build-tools/emulated-java.sh)
export MEZZO_AARCH64_SYSROOT

# The output of a step is of interest only if it fails.
log=build/aarch64.log
mkdir -p build
try() {
  "$@" >"$log" 2>&1 </dev/null || { cat "$log"; exit 1; }
}
try cmake --preset aarch64
try cmake --build --preset aarch64

# Emulated cores: no half-precision arithmetic (Raspberry Pi 4); with it (Raspberry Pi 5, RK3588, Orin); with products
# that are added up in single precision, too.
for core in aarch64-cortex-a72 aarch64-cortex-a76 aarch64; do
  try ctest --preset "$core" -j "$(nproc)"
  printf '%s: ' "$core"
  grep '% tests passed' "$log"
done
