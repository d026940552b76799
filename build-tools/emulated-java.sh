#!/bin/sh
# emulated-java.sh: leaves in build/aarch64/jvm a Java home whose java is an emulated aarch64 JVM 25. Prints the folder of
# the system that it runs in, Debian 13, fetched once into $XDG_CACHE_HOME/mezzo-build (~/.cache/mezzo-build);
# MEZZO_AARCH64_SYSROOT names another one.
#
# Needs qemu-user, mmdebstrap, debian-archive-keyring.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

cd "$(dirname "$0")/.."
sysroot=${MEZZO_AARCH64_SYSROOT:-${XDG_CACHE_HOME:-$HOME/.cache}/mezzo-build/board-aarch64}
if [ ! -d "$sysroot" ]; then
  echo "fetching a Debian 13 for aarch64 into $sysroot" >&2
  cmake/sysroot.sh board-aarch64 "$sysroot" >&2
fi

# Without pointer authentication (pauth) the emulated JVM is three times as fast, and without SVE its vectors are those
# of today's boards. Its children are programs of this machine, which only FORK can start.
java=build/aarch64/jvm
home=$sysroot/usr/lib/jvm/java-25-openjdk-arm64
mkdir -p "$java/bin"
cp "$home/release" "$java/release"
cat >"$java/bin/java" <<END
#!/bin/sh
exec qemu-aarch64 -cpu "\${QEMU_CPU:-max,pauth=off,sve=off}" -L '$sysroot' '$home/bin/java' \\
  -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Djdk.lang.Process.launchMechanism=FORK "\$@"
END
chmod +x "$java/bin/java"
echo "$sysroot"
