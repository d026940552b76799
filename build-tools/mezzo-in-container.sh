#!/bin/sh
# The command line inside a container, where everything is built already. See the Dockerfile.
#
# SPDX-License-Identifier: Apache-2.0
export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS:-1}"
exec /usr/lib/mezzo/java/bin/java --enable-native-access=dev.mezzo.bindings -Ddev.mezzo.library.path=/usr/lib/mezzo/libmezzo.so \
  --module-path /usr/share/mezzo --module dev.mezzo.cli/dev.mezzo.cli.Main "$@"
