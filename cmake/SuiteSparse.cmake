# CHOLMOD from SuiteSparse's sources, as a static library: its LGPL modules (Utility, Cholesky, Partition with METIS) and
# what they call (AMD, CAMD, COLAMD, CCOLAMD). Without the GPL modules there is no supernodal factorisation, and nothing
# calls BLAS or LAPACK.
#
# Needs MEZZO_SUITESPARSE, the folder of the sources of SuiteSparse 7.
#
# SPDX-License-Identifier: Apache-2.0
set(parts "${MEZZO_SUITESPARSE}")
set(cholmod "${parts}/CHOLMOD")
if(NOT EXISTS "${cholmod}/Partition/cholmod_metis_wrapper.c")
  message(FATAL_ERROR "MEZZO_SUITESPARSE (\"${parts}\") must name the sources of SuiteSparse 7")
endif()
file(GLOB suitesparse_sources CONFIGURE_DEPENDS
  "${cholmod}/Utility/cholmod_*.c" "${cholmod}/Cholesky/cholmod_*.c" "${cholmod}/Partition/cholmod_*.c"
  "${parts}/AMD/Source/amd_*.c" "${parts}/CAMD/Source/camd_*.c" "${parts}/COLAMD/Source/colamd*.c"
  "${parts}/CCOLAMD/Source/ccolamd*.c" "${parts}/SuiteSparse_config/SuiteSparse_config.c")
# Mezzo counts in 32 bits; these are the same for 64.
list(FILTER suitesparse_sources EXCLUDE REGEX "/[a-z]+_l[0-9]*(_[a-z0-9_]+)?\\.c$")

add_library(suitesparse STATIC ${suitesparse_sources})
target_include_directories(suitesparse SYSTEM
  PUBLIC "${cholmod}/Include" "${parts}/SuiteSparse_config"
  PRIVATE "${cholmod}" "${cholmod}/Check" "${cholmod}/Cholesky" "${cholmod}/Partition" "${cholmod}/Utility"
    "${parts}/AMD/Include" "${parts}/CAMD/Include" "${parts}/COLAMD/Include" "${parts}/CCOLAMD/Include"
    "${cholmod}/SuiteSparse_metis/GKlib" "${cholmod}/SuiteSparse_metis/libmetis"
    "${cholmod}/SuiteSparse_metis/include")
target_compile_definitions(suitesparse
  PUBLIC NGPL NSUPERNODAL NMATRIXOPS NMODIFY
  PRIVATE NCHECK)
# Its warnings are its authors'. What nobody calls is left out by the linker.
target_compile_options(suitesparse PRIVATE -w -ffunction-sections -fdata-sections -ffile-prefix-map=${parts}=suitesparse)
set_target_properties(suitesparse PROPERTIES POSITION_INDEPENDENT_CODE ON C_EXTENSIONS ON)
