#!/bin/sh
# regenerate-bindings.sh [JEXTRACT]: writes bindings/src/generated anew from native/include/mezzo.h. To be run whenever
# the header has changed; a test notices where that was forgotten. JEXTRACT is "jextract" of the PATH unless given;
# src/generated/provenance.properties says which was used last; the commit it was built from is something only you know,
# so that line is kept: change it where it changes.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

jextract=${1:-jextract}
cd "$(dirname "$0")/../bindings"
header=../native/include/mezzo.h
generated=src/generated
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Only what mezzo.h itself declares: without a list, all of stdint.h and its like would come along. jextract warns of
# the opaque handles, which have no layout to generate, so the list leaves them out.
"$jextract" --dump-includes "$scratch/all" "$header" 2>/dev/null
"$jextract" --output "$scratch/java" "$header" 2>&1 |
  sed -n 's/.*Skipping \(mezzo_[a-z_]*\) .*/--include-struct \1/p' >"$scratch/opaque"
mkdir -p "$generated"
sed 's/ *#.*//; s/  */ /' "$scratch/all" | grep -E '^--include-[a-z]+ (mezzo_|MEZZO_)' |
  grep -vxF -f "$scratch/opaque" | LC_ALL=C sort >"$generated/mezzo.includes"

arguments="@$generated/mezzo.includes --target-package dev.mezzo.bindings.ffi --output $generated/java $header"
rm -rf "$generated/java"
# shellcheck disable=SC2086 # several arguments, none with a blank
"$jextract" $arguments

commit=$(sed -n 's/^jextract.commit=//p' "$generated/provenance.properties")
version() { "$jextract" --version 2>&1 | sed -n "s/^$1 //p"; }
cat >"$generated/provenance.properties" <<END
# Where src/generated/java comes from. Written when the bindings are generated; a test compares header.sha256 with the
# header. The arguments are relative to the bindings folder.
header=native/include/mezzo.h
header.sha256=$(sha256sum "$header" | cut -d ' ' -f 1)
jextract.version=$(version '0\{0,1\}jextract')
jextract.commit=$commit
jextract.libclang=$(version 'LibClang version')
jextract.jdk=$(version 'JDK version')
jextract.arguments=$arguments
END
