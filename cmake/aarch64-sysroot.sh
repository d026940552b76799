#!/bin/sh
# aarch64-sysroot.sh FOLDER: unpacks an aarch64 Debian 13 system into FOLDER (430 MB) to cross-compile for and to run
# emulated tests in: C library, SuiteSparse, OpenBLAS and a Java 25 runtime. Needs mmdebstrap; runs nothing of the
# foreign architecture. Only the CMake preset "aarch64" needs it.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
root=$1
packages=libc6-dev,libsuitesparse-dev,libopenblas-dev,openjdk-25-jre-headless

# The mirrors this machine already uses, whatever release it runs itself.
mirrors=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sort -u)
main=$(echo "$mirrors" | grep -m 1 '/debian/*$' || echo http://deb.debian.org/debian)
security=$(echo "$mirrors" | grep -m 1 '/debian-security/*$' || echo http://deb.debian.org/debian-security)
signed="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"

mmdebstrap --quiet --variant=extract --skip=check/qemu --architectures=arm64 --include="$packages" \
  --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' \
  trixie "$root" "deb $signed $main trixie main" "deb $signed $security trixie-security main"

# What package scripts would have done: the merged /usr, and the choice of a BLAS.
for name in bin lib sbin; do
  [ -e "$root/$name" ] || ln -s "usr/$name" "$root/$name"
done
libraries=$root/usr/lib/aarch64-linux-gnu
for file in libblas.so libblas.so.3 liblapack.so liblapack.so.3 libopenblas.so libopenblas.so.0; do
  [ ! -e "$libraries/openblas-pthread/$file" ] || ln -sfn "openblas-pthread/$file" "$libraries/$file"
done

# Absolute links would lead out of the sysroot.
find "$root" -type l -lname '/*' | while read -r link; do
  target=$root$(readlink "$link")
  [ ! -e "$target" ] || ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$target")" "$link"
done
