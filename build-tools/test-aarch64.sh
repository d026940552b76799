#!/bin/sh
# test-aarch64.sh: builds the native library for 64-bit ARM, runs its tests as the cores of three generations of boards,
# and leaves in build/aarch64/jvm a Java home whose java is an emulated aarch64 JVM 25. ./mezzo test --arch aarch64 goes
# on from there with the tests in Java.
#
# Needs CMake, Ninja, gcc-aarch64-linux-gnu, qemu-user, mmdebstrap, debian-archive-keyring. The system to link with and to
# run in, Debian 13, is fetched once, into $XDG_CACHE_HOME/mezzo-build (~/.cache/mezzo-build); MEZZO_AARCH64_SYSROOT
# names another one.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mezzo-build
MEZZO_AARCH64_SYSROOT=${MEZZO_AARCH64_SYSROOT:-$cache/board-aarch64}
export MEZZO_AARCH64_SYSROOT
if [ ! -d "$MEZZO_AARCH64_SYSROOT" ]; then
  echo "fetching a Debian 13 for aarch64 into $MEZZO_AARCH64_SYSROOT"
  cmake/sysroot.sh board-aarch64 "$MEZZO_AARCH64_SYSROOT"
fi

# The output of a step is of interest only if it fails.
log=build/aarch64.log
mkdir -p build
try() {
  "$@" >"$log" 2>&1 </dev/null || { cat "$log"; exit 1; }
}
try cmake --preset aarch64
try cmake --build --preset aarch64

# Emulated cores: no half-precision arithmetic (Raspberry Pi 4); with it (Raspberry Pi 5, RK3588, Orin); with products
# that are added up in single precision, too. One core is kept busy by one test: those with threads spin.
for core in aarch64-cortex-a72 aarch64-cortex-a76 aarch64; do
  try ctest --preset "$core" -j "$(nproc)"
  printf '%s: ' "$core"
  grep '% tests passed' "$log"
done

# Without pointer authentication (pauth) the emulated JVM is three times as fast, and without SVE its vectors are those
# of today's boards. Its children are programs of this machine, which only FORK can start.
java=build/aarch64/jvm
home=$(echo "$MEZZO_AARCH64_SYSROOT"/usr/lib/jvm/java-25-openjdk-arm64)
mkdir -p "$java/bin"
cp "$home/release" "$java/release"
cat >"$java/bin/java" <<END
#!/bin/sh
exec qemu-aarch64 -cpu "\${QEMU_CPU:-max,pauth=off,sve=off}" -L '$MEZZO_AARCH64_SYSROOT' '$home/bin/java' \\
  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.lang.Process.launchMechanism=FORK "\$@"
END
chmod +x "$java/bin/java"
