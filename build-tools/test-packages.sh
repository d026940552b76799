#!/usr/bin/env bash
# test-packages.sh: makes the artifacts of a release as "mvn -Prelease install" does, in build/packages, and asks of them
# what their users rely on:
#
#   1. the same sources give the same bytes, wherever they lie;
#   2. the native libraries of both platforms need nothing but a C library, glibc 2.31 or later, and export Mezzo's API
#      alone;
#   3. a project that knows the installed artifacts only builds and runs, on the class path and on the module path;
#   4. the standalone jar runs with nothing but a Java runtime, here and on an emulated 64-bit ARM.
#
# JAVA_HOME names a JDK 25. Needs what portable-natives.sh and test-aarch64.sh need.
#
# SPDX-License-Identifier: Apache-2.0
set -euo pipefail

cd "$(dirname "$0")/.."
sources=$PWD
work=$sources/build/packages
repository=$work/repository
newest_glibc=2.31

fail() {
  printf '%s\n' "$@"
  exit 1
}

# release FOLDER GOAL: Maven's release build of a copy of the sources.
release() {
  mkdir -p "$1"
  tar -c --exclude=./build --exclude=./.git --exclude='*/target' . | tar -x -C "$1"
  (cd "$1" && mvn --batch-mode --no-transfer-progress --quiet -Prelease -DskipTests -Dmaven.repo.local="$repository" \
    "$2") || fail "the release build in $1 failed"
}

# fingerprints FOLDER: of all that the release build there would publish.
fingerprints() {
  (cd "$1" && find . -path '*/target/release/*' \( -name 'mezzo-*.jar' -o -name 'mezzo-*.json' -o -name 'mezzo-*.xml' \) \
    -exec sha256sum {} + | sort -k 2)
}

rm -rf "$work"
mkdir -p "$work"
# Plugins and libraries that this machine has already are not fetched once more; Mezzo itself comes from here alone.
cached=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
if [[ -d $cached ]]; then
  cp -al "$cached" "$repository" 2>/dev/null || { rm -rf "$repository"; cp -a "$cached" "$repository"; }
  rm -rf "$repository/dev/mezzo"
fi

release "$work/one" install
release "$work/elsewhere/two" package
fingerprints "$work/one" >"$work/one.sha256"
fingerprints "$work/elsewhere/two" >"$work/two.sha256"
diff "$work/one.sha256" "$work/two.sha256" || fail "the same sources give different bytes"
printf 'the same bytes twice: %d files\n' "$(wc -l <"$work/one.sha256")"

for platform in linux-x86_64 linux-aarch64; do
  library=$work/one/build/portable/$platform/libmezzo.so
  glibc=$(readelf --wide --version-info "$library" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -1)
  [[ $(printf '%s\n' "${glibc#GLIBC_}" $newest_glibc | sort -V | tail -1) == "$newest_glibc" ]] ||
    fail "$platform: needs $glibc"
  foreign=$(readelf --wide --dynamic "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\].*/\1/p' |
    grep -vE '^(libc|libm|libpthread|libdl|ld-linux-[a-z0-9-]*)\.so' || true)
  [[ -z $foreign ]] || fail "$platform: needs $foreign"
  exports=$(readelf --wide --dyn-syms "$library" | awk '$5 == "GLOBAL" && $7 != "UND" { print $8 }')
  [[ $exports == *mezzo_abi_version* ]] || fail "$platform: exports no API"
  strangers=$(grep -v '^mezzo_' <<<"$exports" || true)
  [[ -z $strangers ]] || fail "$platform: exports $strangers"
  printf '%s: needs %s at most, and no library but the C library; %d bytes\n' "$platform" "$glibc" \
    "$(stat -c %s "$library")"
done

tests/consumer/run.sh "$repository"

# demonstrate JAVA: a small demo by the standalone jar, in an empty folder and home; a word on stderr is a failure.
demonstrate() {
  local home jar
  home=$(mktemp -d -p "$work")
  jar=$(echo "$work"/one/cli/target/release/mezzo-cli-*-standalone.jar)
  (cd "$home" && HOME=$home XDG_CACHE_HOME=$home/cache "$1" -jar "$jar" demo --poses 500 >out 2>err) ||
    fail "the standalone jar ended with $?" "$(cat "$home/err")"
  [[ ! -s $home/err ]] || fail "the standalone jar complained: $(cat "$home/err")"
  grep -q mixed "$home/out" || fail "the standalone jar printed" "$(cat "$home/out")"
  [[ -s $home/mezzo-demo.html ]] || fail "the standalone jar wrote no report"
  (cd "$home" && HOME=$home XDG_CACHE_HOME=$home/cache "$1" -jar "$jar" doctor) | grep -E '^(native|kernels)' ||
    fail "the standalone jar's doctor does not name the library"
}
printf 'the standalone jar here:\n'
demonstrate "$JAVA_HOME/bin/java"
build-tools/emulated-java.sh
printf 'the standalone jar on an emulated board:\n'
demonstrate "$sources/build/aarch64/jvm/bin/java"
