/*
 * A plugin for qemu-aarch64 that counts how often each instruction of a program is executed. At the end it writes a
 * line per instruction, its address in hexadecimal and the count, to the file given as `out=FILE`.
 *
 * Of qemu's plugin interface (version 1, docs/devel/tcg-plugins.rst of qemu) only what is used is declared here: not
 * every distribution ships its header.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef uint64_t qemu_plugin_id_t;
typedef struct qemu_info_t qemu_info_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, enum qemu_plugin_op op, void *number,
                                                uint64_t added);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id,
                                           void (*callback)(qemu_plugin_id_t, struct qemu_plugin_tb *));
void qemu_plugin_register_atexit_cb(qemu_plugin_id_t id, void (*callback)(qemu_plugin_id_t, void *), void *context);

#define EXPORT __attribute__((visibility("default")))
EXPORT extern int qemu_plugin_version;
EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv);
int qemu_plugin_version = 1;

/* Open addressing; far more places than a small static program has instructions. */
enum { PLACES = 1 << 18 };
static struct {
  uint64_t address; /* 0 in a free place */
  uint64_t executed;
} counters[PLACES];
static const char *out;

static uint64_t *counter_of(uint64_t address) {
  size_t place = (address >> 2) % PLACES;
  while (counters[place].address != 0 && counters[place].address != address)
    place = (place + 1) % PLACES;
  counters[place].address = address;
  return &counters[place].executed;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t i = 0; i < qemu_plugin_tb_n_insns(block); i++) {
    struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
    qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64,
                                               counter_of(qemu_plugin_insn_vaddr(instruction)), 1);
  }
}

static void finished(qemu_plugin_id_t id, void *context) {
  (void)id, (void)context;
  FILE *file = fopen(out, "w");
  if (file == NULL)
    return;
  for (size_t i = 0; i < PLACES; i++)
    if (counters[i].executed > 0)
      fprintf(file, "%" PRIx64 " %" PRIu64 "\n", counters[i].address, counters[i].executed);
  fclose(file);
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv) {
  (void)info;
  for (int i = 0; i < argc; i++)
    if (strncmp(argv[i], "out=", 4) == 0)
      out = strdup(argv[i] + 4);
  if (out == NULL)
    return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, finished, NULL);
  return 0;
}
