/*
 * Processor features: CPUID and XGETBV on x86-64 (Intel SDM volume 1, 14.3 and 15.2), AT_HWCAP on aarch64 Linux.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "cpu.h"
#include "mezzo.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

static const struct {
  mezzo_cpu_feature feature;
  const char *name;
} names[] = {
    {MEZZO_CPU_AVX2, "avx2"},
    {MEZZO_CPU_F16C, "f16c"},
    {MEZZO_CPU_FMA, "fma"},
    {MEZZO_CPU_AVX512, "avx512"},
    {MEZZO_CPU_AVX512BF16, "avx512bf16"},
    {MEZZO_CPU_AVX512FP16, "avx512fp16"},
    {MEZZO_CPU_NEON, "neon"},
    {MEZZO_CPU_FP16, "fp16"},
    {MEZZO_CPU_FHM, "fhm"},
    {MEZZO_CPU_BF16, "bf16"},
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static uint32_t found;
static char text[MEZZO_CPU_TEXT];

#if defined(__x86_64__)

#include <cpuid.h>

/* The register states that the operating system saves. */
static uint64_t saved_states(void) {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (uint64_t)high << 32 | low;
}

static uint32_t if_set(uint32_t word, int bit, mezzo_cpu_feature feature) {
  return word >> bit & 1 ? feature : 0;
}

static uint32_t detect(void) {
  enum { YMM = 0x6, ZMM = 0xe6 };
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & bit_OSXSAVE) == 0)
    return 0;
  uint64_t states = saved_states();
  if ((states & YMM) != YMM)
    return 0;
  uint32_t features = if_set(c, 29, MEZZO_CPU_F16C) | if_set(c, 12, MEZZO_CPU_FMA);
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d))
    return features;
  features |= if_set(b, 5, MEZZO_CPU_AVX2);
  /* F, DQ, BW, VL */
  const uint32_t avx512 = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31;
  if ((states & ZMM) != ZMM || (b & avx512) != avx512)
    return features;
  features |= MEZZO_CPU_AVX512 | if_set(d, 23, MEZZO_CPU_AVX512FP16);
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d))
    features |= if_set(a, 5, MEZZO_CPU_AVX512BF16);
  return features;
}

#elif defined(__aarch64__)

#include <sys/auxv.h>

/* From the kernel's documentation of ELF hwcaps; older C libraries do not name them all. */
#define CAP_ASIMD (1UL << 1)
#define CAP_ASIMDHP (1UL << 10)
#define CAP_ASIMDFHM (1UL << 23)
#define CAP2_BF16 (1UL << 14)

static uint32_t detect(void) {
  unsigned long cap = getauxval(AT_HWCAP), cap2 = getauxval(AT_HWCAP2);
  uint32_t features = 0;
  if (cap & CAP_ASIMD)
    features |= MEZZO_CPU_NEON;
  if (cap & CAP_ASIMDHP)
    features |= MEZZO_CPU_FP16;
  if (cap & CAP_ASIMDFHM)
    features |= MEZZO_CPU_FHM;
  if (cap2 & CAP2_BF16)
    features |= MEZZO_CPU_BF16;
  return features;
}

#else

static uint32_t detect(void) {
  return 0;
}

#endif

void mezzo_cpu_describe(uint32_t features, char to[MEZZO_CPU_TEXT]) {
  to[0] = '\0';
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if ((features & names[i].feature) == 0)
      continue;
    if (to[0] != '\0')
      strcat(to, " ");
    strcat(to, names[i].name);
  }
}

static void look(void) {
  found = detect();
  mezzo_cpu_describe(found, text);
}

bool mezzo_cpu_has(uint32_t features) {
  pthread_once(&once, look);
  return (found & features) == features;
}

const char *mezzo_cpu_features(void) {
  pthread_once(&once, look);
  return text;
}
