# Mezzo in a container, for any processor that Debian 13 runs on (linux/amd64, linux/arm64):
#
#   docker build -t mezzo .
#   docker run --rm -v "$PWD:/data" mezzo optimize map.g2o --out corrected.g2o
#
# The native library and mezzo.h alone, into the folder out:
#
#   docker build --target natives -o out .
#
# Another processor: docker buildx build --platform linux/arm64 ...
#
# SPDX-License-Identifier: Apache-2.0
ARG DEBIAN=debian:trixie-slim

# ---- The native library, with its tests --------------------------------------------------------------------------------
FROM ${DEBIAN} AS native-build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      ca-certificates cmake gcc libc6-dev libopenblas-dev libsuitesparse-dev ninja-build \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /mezzo
COPY CMakeLists.txt CMakePresets.json ./
COPY cmake cmake
COPY native native
RUN cmake --preset host && cmake --build --preset host && ctest --preset host \
 && cmake --install build/host --prefix /natives --strip

# ---- What docker build --target natives -o FOLDER leaves ---------------------------------------------------------------
FROM scratch AS natives
COPY --from=native-build /natives /

# ---- The jars ----------------------------------------------------------------------------------------------------------
FROM native-build AS java-build
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends maven openjdk-25-jdk-headless \
 && rm -rf /var/lib/apt/lists/*
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn --batch-mode --no-transfer-progress -DskipTests -Dmaven.test.skip -pl cli -am package
# A Java runtime of those modules that are used, without debugging symbols.
RUN jlink --strip-debug --no-header-files --no-man-pages --output /java --add-modules \
      "$(jdeps --multi-release 25 --ignore-missing-deps --print-module-deps cli/target/lib/*.jar)" \
 && find /java -name '*.debuginfo' -delete

# ---- What runs ---------------------------------------------------------------------------------------------------------
FROM ${DEBIAN} AS runtime
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
      libcholmod5 libopenblas0-pthread \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --create-home --uid 1000 mezzo \
 && mkdir /data && chown mezzo /data
COPY --from=native-build /natives/lib /usr/lib/mezzo
COPY --from=java-build /java /usr/lib/mezzo/java
COPY --from=java-build /mezzo/cli/target/lib /usr/share/mezzo
COPY LICENSE NOTICE /usr/share/doc/mezzo/
COPY --chmod=755 build-tools/mezzo-in-container.sh /usr/bin/mezzo
USER mezzo
WORKDIR /data
ENTRYPOINT ["mezzo"]
CMD ["--help"]
