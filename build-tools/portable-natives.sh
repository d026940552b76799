#!/bin/sh
# portable-natives.sh [PLATFORM...]: makes the native libraries of a release, for linux-x86_64 and linux-aarch64 unless
# platforms are named. Each runs on any Linux of its processor since glibc 2.31, and needs nothing installed: CHOLMOD's
# LGPL modules are linked in, its GPL modules and BLAS are not.
#
#   build/portable/PLATFORM/libmezzo.so
#   build/portable/licenses/...          of all that is linked in
#   build/portable/libmezzo.cdx.json     what is linked in: a bill of materials, in CycloneDX's format
#
# Needs CMake, Ninja, gcc, gcc-aarch64-linux-gnu, mmdebstrap, debian-archive-keyring, xz-utils. Systems to link with and
# SuiteSparse's sources are fetched once, into $XDG_CACHE_HOME/mezzo-build (~/.cache/mezzo-build).
# MEZZO_SUITESPARSE=FOLDER takes SuiteSparse's sources from there instead, which may have been changed: the LGPL wants
# that to be possible.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

version=7.10.1
archive=suitesparse_$version+dfsg.orig.tar.xz
sha256=f33dc4dbbaa16711861bb986604ac7ea15d949276951c706c6997d5567cebfcc

[ $# -gt 0 ] || set -- linux-x86_64 linux-aarch64
cd "$(dirname "$0")/.."
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mezzo-build
quietly=build-tools/quietly.sh
portable=build/portable

# fetch_suitesparse FOLDER: the parts that are needed, from Debian's mirror, or from the archive of what it once had.
fetch_suitesparse() {
  draft=$1.draft
  rm -rf "$draft"
  mkdir -p "$draft"
  # shellcheck disable=SC2016 # apt's own variable
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' | grep -m 1 '/debian/*$' ||
    echo http://deb.debian.org/debian)
  for source in "$mirror" http://snapshot.debian.org/archive/debian/20250601T000000Z; do
    # As root apt would download as a user of its own, who may not write here.
    if /usr/lib/apt/apt-helper -o APT::Sandbox::User="$(id -un)" download-file \
      "$source/pool/main/s/suitesparse/$archive" "$draft/$archive" "SHA256:$sha256"; then
      break
    fi
  done
  tar -xf "$draft/$archive" -C "$draft" --strip-components=1 --wildcards '*/SuiteSparse_config/*' '*/AMD/*' '*/CAMD/*' \
    '*/COLAMD/*' '*/CCOLAMD/*' '*/CHOLMOD/*'
  rm "$draft/$archive"
  mv "$draft" "$1"
}

suitesparse=${MEZZO_SUITESPARSE:-$cache/suitesparse-$version}
[ -d "$suitesparse" ] || fetch_suitesparse "$suitesparse" >&2

for platform; do
  processor=${platform#linux-}
  sysroot=$cache/portable-$processor
  [ -d "$sysroot" ] || cmake/sysroot.sh "portable-$processor" "$sysroot"
  sh "$quietly" cmake --preset "portable-$processor" -DMEZZO_SYSROOT="$sysroot" -DMEZZO_SUITESPARSE="$suitesparse" \
    -DBUILD_TESTING=OFF
  sh "$quietly" cmake --build "build/portable-$processor"
  mkdir -p "$portable/$platform"
  "$processor-linux-gnu-strip" -o "$portable/$platform/libmezzo.so" "build/portable-$processor/libmezzo.so"
done

licenses=$portable/licenses
mkdir -p "$licenses"
cp LICENSE "$licenses/Mezzo.txt"
for part in AMD CAMD COLAMD CCOLAMD; do
  cp "$suitesparse/$part/Doc/License.txt" "$licenses/$part.txt"
done
cp "$suitesparse/SuiteSparse_config/README.txt" "$licenses/SuiteSparse_config.txt"
cp "$suitesparse/CHOLMOD/Doc/License.txt" "$licenses/CHOLMOD.txt"
cp "$suitesparse/CHOLMOD/Cholesky/lesser.txt" "$licenses/LGPL-2.1.txt"
cp "$suitesparse/CHOLMOD/SuiteSparse_metis/LICENSE.txt" "$licenses/METIS.txt"

# What stands in for the sources fetched has a version that only its maker can tell.
cat >"$portable/libmezzo.cdx.json" <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.6",
  "version": 1,
  "metadata": {
    "component": {"type": "library", "name": "libmezzo", "licenses": [{"license": {"id": "Apache-2.0"}}]}
  },
  "components": [
    {
      "type": "library",
      "name": "SuiteSparse",
      "version": "${MEZZO_SUITESPARSE:+instead of }$version",
      "purl": "pkg:github/drtimothyaldendavis/suitesparse@v$version",
      "components": [
        {"type": "library", "name": "SuiteSparse_config", "licenses": [{"license": {"id": "BSD-3-Clause"}}]},
        {"type": "library", "name": "CHOLMOD: Utility, Cholesky, Partition", "licenses": [{"license": {"id": "LGPL-2.1-or-later"}}]},
        {"type": "library", "name": "AMD", "licenses": [{"license": {"id": "BSD-3-Clause"}}]},
        {"type": "library", "name": "CAMD", "licenses": [{"license": {"id": "BSD-3-Clause"}}]},
        {"type": "library", "name": "COLAMD", "licenses": [{"license": {"id": "BSD-3-Clause"}}]},
        {"type": "library", "name": "CCOLAMD", "licenses": [{"license": {"id": "BSD-3-Clause"}}]},
        {"type": "library", "name": "METIS", "licenses": [{"license": {"id": "Apache-2.0"}}]}
      ]
    }
  ]
}
END
