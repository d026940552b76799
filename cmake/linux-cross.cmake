# Compilation for another Linux, or an older one, with Debian's gcc and a folder that holds that system.
#
#   MEZZO_TARGET    x86_64 or aarch64
#   MEZZO_SYSROOT   the system: made by cmake/sysroot.sh, or copied from a board
#
# Tests of a foreign architecture run under qemu; QEMU_CPU in the environment chooses the emulated core.
#
# SPDX-License-Identifier: Apache-2.0
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR "${MEZZO_TARGET}")
set(CMAKE_C_COMPILER "${MEZZO_TARGET}-linux-gnu-gcc")

if(NOT IS_DIRECTORY "${MEZZO_SYSROOT}")
  message(FATAL_ERROR "MEZZO_SYSROOT (\"${MEZZO_SYSROOT}\") must name a folder with a system for ${MEZZO_TARGET}: "
                      "cmake/sysroot.sh makes one")
endif()
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MEZZO_TARGET MEZZO_SYSROOT)

set(CMAKE_SYSROOT "${MEZZO_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH "${MEZZO_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE "${MEZZO_TARGET}-linux-gnu")

# Debian's linker looks into its own library folder before the sysroot, and would mix two C libraries.
set(libraries "${MEZZO_SYSROOT}/usr/lib/${MEZZO_TARGET}-linux-gnu")
foreach(kind EXE SHARED MODULE)
  set(CMAKE_${kind}_LINKER_FLAGS_INIT "-B${libraries} -L${libraries} -Wl,-rpath-link,${libraries}")
endforeach()

if(NOT CMAKE_HOST_SYSTEM_PROCESSOR STREQUAL MEZZO_TARGET)
  set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-${MEZZO_TARGET};-L;${MEZZO_SYSROOT}")
endif()
