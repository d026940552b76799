#!/bin/sh
# run.sh REPOSITORY: builds and runs the consumers with nothing but a local repository that "mvn install" filled,
# offline, and compares what they print with what is to be expected.
#
# SPDX-License-Identifier: Apache-2.0
set -eu

repository=$(realpath "$1")
sources=$(realpath "$(dirname "$0")")
# A copy: these builds leave nothing in the sources, and can take nothing from around them.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cp -R "$sources" "$scratch/consumer"
cd "$scratch/consumer"

# The library is unpacked here, not into the user's cache.
export XDG_CACHE_HOME="$scratch/cache"
if ! mvn --batch-mode --offline --quiet -Dmaven.repo.local="$repository" verify; then
  cat ./*/target/output.txt >&2
  exit 1
fi

# expect MODULE TEXT: what the consumer must have printed, warnings included.
expect() {
  printed=$(cat "$1/target/output.txt")
  if [ "$printed" != "$2" ]; then
    printf 'The consumer %s printed\n%s\ninstead of\n%s\n' "$1" "$printed" "$2" >&2
    exit 1
  fi
  printf '%s: %s\n' "$1" "$(printf '%s' "$printed" | tr '\n' ' ')"
}
expect class-path 'converged, chi2 1.0969
0.0022 -0.0022 0.0229'
expect module-path 'converged, chi2 0.1522
0.0006 -0.0002 1.5999'
