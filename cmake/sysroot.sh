#!/bin/sh
# sysroot.sh KIND FOLDER: unpacks a Debian system into FOLDER, to compile for and to run emulated tests in.
#
#   board-aarch64      what a board runs: Debian 13 with SuiteSparse, OpenBLAS and a Java 25 runtime (430 MB)
#   portable-x86_64    the C library of Debian 11 (glibc 2.31), so that what is linked with it runs on it and all later ones
#   portable-aarch64
#
# Needs mmdebstrap and debian-archive-keyring; runs nothing of the foreign architecture. The folder appears when it is
# complete.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

usage() {
  sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
  exit 2
}

[ $# -eq 2 ] || usage
root=$2
case $1 in
board-aarch64)
  release=trixie packages=libc6-dev,libsuitesparse-dev,libopenblas-dev,openjdk-25-jre-headless architecture=arm64
  ;;
portable-x86_64) release=bullseye packages=libc6-dev architecture=amd64 ;;
portable-aarch64) release=bullseye packages=libc6-dev architecture=arm64 ;;
*) usage ;;
esac
triplet=$(echo "$1" | sed 's/.*-//')-linux-gnu
[ ! -e "$root" ] || { echo "$root: there already" >&2; exit 1; }

# The mirrors this machine already uses, whatever release it runs itself; what has left them is in the archive.
# shellcheck disable=SC2016 # apt's own variable
mirrors=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | sort -u)
main=$(echo "$mirrors" | grep -m 1 '/debian/*$' || echo http://deb.debian.org/debian)
security=$(echo "$mirrors" | grep -m 1 '/debian-security/*$' || echo http://deb.debian.org/debian-security)
signed="[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"

# unpack SOURCE...: the packages, from these sources, into a draft.
unpack() {
  rm -rf "$root.draft"
  mmdebstrap --quiet --variant=extract --skip=check/qemu --architectures=$architecture --include="$packages" \
    --aptopt='APT::Install-Recommends "false"' --aptopt='Acquire::Languages "none"' $release "$root.draft" "$@"
}
mkdir -p "$(dirname "$root")"
case $release in
trixie) unpack "deb $signed $main trixie main" "deb $signed $security trixie-security main" ;;
*)
  unpack "deb $signed $main $release main" ||
    unpack "deb $signed http://archive.debian.org/debian $release main"
  ;;
esac

# What package scripts would have done: the merged /usr, and the choice of a BLAS.
draft=$root.draft
for name in bin lib lib64 sbin; do
  [ -e "$draft/$name" ] || ! [ -e "$draft/usr/$name" ] || ln -s "usr/$name" "$draft/$name"
done
libraries=$draft/usr/lib/$triplet
for file in libblas.so libblas.so.3 liblapack.so liblapack.so.3 libopenblas.so libopenblas.so.0; do
  [ ! -e "$libraries/openblas-pthread/$file" ] || ln -sfn "openblas-pthread/$file" "$libraries/$file"
done

# Absolute links would lead out of the sysroot.
find "$draft" -type l -lname '/*' | while read -r link; do
  target=$draft$(readlink "$link")
  [ ! -e "$target" ] || ln -sfn "$(realpath -m --relative-to="$(dirname "$link")" "$target")" "$link"
done
mv "$draft" "$root"
