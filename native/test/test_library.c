/*
 * What the library says about itself: statuses, the table of its binary interface, versions, kernel families.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "families.h"

#include <ctype.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

TEST(every_status_has_a_text_of_its_own) {
  for (int32_t i = -7; i <= 3; i++) {
    CHECK(strlen(mezzo_status_message(i)) > 3, "%d", i);
    for (int32_t k = -7; k < i; k++)
      CHECK(strcmp(mezzo_status_message(i), mezzo_status_message(k)) != 0, "%d and %d", i, k);
    CHECK(strcmp(mezzo_status_message(i), mezzo_status_message(1000)) != 0, "%d looks unknown", i);
  }
  CHECK(mezzo_status_message(INT32_MIN) != NULL && mezzo_status_message(4) != NULL, "unknown values have a text");
}

static const mezzo_abi_entry *find_entry(const char *name) {
  int64_t count;
  const mezzo_abi_entry *table = mezzo_abi_table(&count);
  for (int64_t i = 0; i < count; i++)
    if (strcmp(table[i].name, name) == 0)
      return &table[i];
  return NULL;
}

/* The header without its comments; static, NULL if it cannot be read. */
static char *read_header(void) {
  static char text[200000];
  FILE *file = fopen(MEZZO_HEADER, "r");
  if (file == NULL)
    return NULL;
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  text[length] = '\0';
  for (char *open = strstr(text, "/*"); open != NULL; open = strstr(open, "/*")) {
    char *close = strstr(open, "*/");
    if (close == NULL)
      return NULL;
    memset(open, ' ', (size_t)(close + 2 - open));
  }
  return text;
}

static void expect_entry(const char *kind, const char *begin, size_t length, const char *member) {
  char name[200];
  snprintf(name, sizeof name, "%s%.*s%s%s", kind, (int)length, begin, member[0] != '\0' ? "." : "", member);
  CHECK(find_entry(name) != NULL, "\"%s\" is not in the table", name);
}

static size_t identifier_length(const char *p) {
  size_t n = 0;
  while (isalnum((unsigned char)p[n]) || p[n] == '_')
    n++;
  return n;
}

/* The name of a member stands before each semicolon of a struct's body. */
static int32_t expect_members(const char *type, size_t type_length, const char *body, const char *end) {
  int32_t members = 0;
  for (const char *p = body; p < end; p++) {
    if (*p != ';')
      continue;
    const char *last = p;
    while (!isalnum((unsigned char)last[-1]))
      last--;
    const char *first = last;
    while (isalnum((unsigned char)first[-1]) || first[-1] == '_')
      first--;
    char member[100];
    snprintf(member, sizeof member, "%.*s", (int)(last - first), first);
    expect_entry("offsetof ", type, type_length, member);
    members++;
  }
  return members;
}

TEST(the_abi_table_names_every_struct_member_enum_value_and_number_of_the_header) {
  char *header = read_header();
  CHECK_OR_STOP(header != NULL, "%s", MEZZO_HEADER);
  int32_t structs = 0, members = 0, values = 0, numbers = 0;
  for (const char *p = header; (p = strstr(p, "typedef struct ")) != NULL; p++) {
    const char *name = p + strlen("typedef struct "), *body = name + identifier_length(name);
    if (strncmp(body, " {", 2) != 0)
      continue; /* opaque */
    const char *end = strchr(body, '}');
    CHECK_OR_STOP(end != NULL, "%.40s", p);
    expect_entry("sizeof ", name, (size_t)(body - name), "");
    members += expect_members(name, (size_t)(body - name), body, end);
    structs++;
  }
  for (const char *p = header; (p = strstr(p, "typedef enum ")) != NULL; p++) {
    const char *end = strchr(p, '}');
    CHECK_OR_STOP(end != NULL, "%.40s", p);
    for (const char *value = p; (value = strstr(value, "MEZZO_")) != NULL && value < end;) {
      size_t length = identifier_length(value);
      expect_entry("", value, length, "");
      value += length;
      values++;
    }
  }
  for (const char *p = header; (p = strstr(p, "#define MEZZO_")) != NULL; p++) {
    const char *name = p + strlen("#define "), *value = name + identifier_length(name);
    value += strspn(value, " (-");
    if (!isdigit((unsigned char)*value))
      continue;
    expect_entry("", name, identifier_length(name), "");
    numbers++;
  }
  int64_t count;
  mezzo_abi_table(&count);
  CHECK(structs >= 7 && members >= 20 && values >= 20 && numbers >= 4, "%d %d %d %d", structs, members, values,
        numbers);
  CHECK(count == structs + members + values + numbers, "%lld rows for %d declarations", (long long)count,
        structs + members + values + numbers);
}

TEST(the_abi_table_holds_what_the_compiler_says) {
  CHECK(find_entry("sizeof mezzo_range")->value == (int64_t)sizeof(mezzo_range), "sizeof");
  CHECK(find_entry("offsetof mezzo_range.max_abs")->value == (int64_t)offsetof(mezzo_range, max_abs), "offsetof");
  CHECK(find_entry("offsetof mezzo_cholesky_info.supernodal")->value ==
            (int64_t)offsetof(mezzo_cholesky_info, supernodal),
        "offsetof");
  CHECK(find_entry("MEZZO_F16")->value == MEZZO_F16, "enum");
  CHECK(find_entry("MEZZO_LEVEL_COMPLETE")->value == MEZZO_LEVEL_COMPLETE, "number");
  CHECK(find_entry("MEZZO_ABI_VERSION")->value == mezzo_abi_version(), "version");
  CHECK(mezzo_abi_table(NULL) != NULL, "the count is optional");
}

TEST(versions_name_the_library_and_those_it_runs_on) {
  int major, minor, patch;
  CHECK(sscanf(mezzo_version(), "%d.%d.%d", &major, &minor, &patch) == 3, "%s", mezzo_version());
  const char *libraries = mezzo_libraries();
  CHECK(sscanf(libraries, "CHOLMOD %d.%d.%d,", &major, &minor, &patch) == 3 && major >= 3, "%s", libraries);
  CHECK((strstr(libraries, "linked in") != NULL) != (strstr(libraries, "BLAS") != NULL), "%s", libraries);
  CHECK(strstr(libraries, "GPL modules") != NULL, "%s", libraries);
}

TEST(the_best_supported_family_is_selected_unless_another_is) {
  int32_t count = mezzo_kernels_count(), best = -1;
  CHECK_OR_STOP(count >= 1, "%d", count);
  CHECK(strcmp(mezzo_kernels_name(0), "portable") == 0 && mezzo_kernels_supported(0), "portable is always there");
  CHECK(mezzo_kernels_name(-1) == NULL && mezzo_kernels_name(count) == NULL, "out of range");
  CHECK(!mezzo_kernels_supported(-1) && !mezzo_kernels_supported(count), "out of range");
  for (int32_t i = 0; i < count; i++) {
    const char *name = mezzo_kernels_name(i);
    mezzo_status status = mezzo_kernels_select(name);
    if (mezzo_kernels_supported(i)) {
      CHECK(status == MEZZO_OK && strcmp(mezzo_kernels_selected(), name) == 0, "%s", name);
      best = i;
    } else
      CHECK(status == MEZZO_ERROR_UNSUPPORTED && strcmp(mezzo_kernels_selected(), name) != 0, "%s", name);
  }
  CHECK(mezzo_kernels_select("no such family") == MEZZO_ERROR_TYPE, "unknown");
  CHECK(strcmp(mezzo_kernels_selected(), mezzo_kernels_name(best)) == 0, "an error changes nothing");
  CHECK(mezzo_kernels_select("portable") == MEZZO_OK && mezzo_kernels_select(NULL) == MEZZO_OK, "back to the best");
  CHECK(strcmp(mezzo_kernels_selected(), mezzo_kernels_name(best)) == 0, "%s", mezzo_kernels_selected());
}

/* Who knows the processor says which family is the best for it. */
TEST(the_family_that_this_processor_is_known_for_is_the_best) {
  const char *known = getenv("MEZZO_TEST_KERNELS");
  CHECK(mezzo_kernels_select(NULL) == MEZZO_OK, "the best");
  CHECK(known == NULL || strcmp(mezzo_kernels_selected(), known) == 0, "%s instead of %s, with %s",
        mezzo_kernels_selected(), known, mezzo_cpu_features());
}

/* A machine that has what a family needs runs it: nothing is left unused. */
TEST(supported_families_follow_from_the_features_of_the_processor) {
  const char *features = mezzo_cpu_features();
  for (int32_t i = 0; i < mezzo_kernels_count(); i++) {
    int32_t supported = mezzo_kernels_supported(i);
    if (strcmp(mezzo_kernels_name(i), "avx2") == 0)
      CHECK(supported == (strstr(features, "avx2") && strstr(features, "fma") && strstr(features, "f16c")), "%s",
            features);
    if (strcmp(mezzo_kernels_name(i), "neon") == 0)
      CHECK(supported == (strstr(features, "neon") != NULL), "%s", features);
  }
}

/* Returns its argument where a result was wrong. */
static void *select_in_turn(void *argument) {
  for (int32_t i = 0; i < 10000; i++) {
    mezzo_kernels_select(i % 2 == 0 ? "portable" : NULL);
    double x[3] = {1, 2, 2}, dot = 0;
    mezzo_vector_dot(MEZZO_F64, 3, x, x, &dot);
    if (dot != 9)
      return argument;
  }
  return NULL;
}

TEST(families_may_be_selected_while_other_threads_compute) {
  pthread_t threads[4];
  for (int32_t i = 0; i < 4; i++)
    CHECK_OR_STOP(pthread_create(&threads[i], NULL, select_in_turn, threads) == 0, "thread %d", i);
  for (int32_t i = 0; i < 4; i++) {
    void *result;
    pthread_join(threads[i], &result);
    CHECK(result == NULL, "thread %d", i);
  }
  mezzo_kernels_select(NULL);
}

int main(void) {
  RUN(every_status_has_a_text_of_its_own);
  RUN(the_abi_table_names_every_struct_member_enum_value_and_number_of_the_header);
  RUN(the_abi_table_holds_what_the_compiler_says);
  RUN(versions_name_the_library_and_those_it_runs_on);
  RUN(the_best_supported_family_is_selected_unless_another_is);
  RUN(the_family_that_this_processor_is_known_for_is_the_best);
  RUN(supported_families_follow_from_the_features_of_the_processor);
  RUN(families_may_be_selected_while_other_threads_compute);
  return check_report();
}
