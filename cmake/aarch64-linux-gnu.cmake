# Cross-compilation for 64-bit ARM Linux with Debian's gcc-aarch64-linux-gnu; tests run under qemu-aarch64.
#
# The sysroot (made by cmake/aarch64-sysroot.sh, or copied from a board) is named by the cache variable or environment
# variable MEZZO_AARCH64_SYSROOT. QEMU_CPU in the environment chooses the emulated core.
#
# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)

if(NOT MEZZO_AARCH64_SYSROOT)
  set(MEZZO_AARCH64_SYSROOT "$ENV{MEZZO_AARCH64_SYSROOT}" CACHE PATH "Folder with an aarch64 system" FORCE)
endif()
if(NOT IS_DIRECTORY "${MEZZO_AARCH64_SYSROOT}")
  message(FATAL_ERROR "MEZZO_AARCH64_SYSROOT (\"${MEZZO_AARCH64_SYSROOT}\") must name a folder with an aarch64 system: "
                      "cmake/aarch64-sysroot.sh makes one")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MEZZO_AARCH64_SYSROOT)

set(CMAKE_SYSROOT "${MEZZO_AARCH64_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH "${MEZZO_AARCH64_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

# Debian's cross linker looks into its own library folder before the sysroot, and would mix two C libraries.
set(libraries "${MEZZO_AARCH64_SYSROOT}/usr/lib/aarch64-linux-gnu")
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-B${libraries} -L${libraries} -Wl,-rpath-link,${libraries}")
endforeach()

set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-aarch64;-L;${MEZZO_AARCH64_SYSROOT}")
