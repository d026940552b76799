/*
 * Incomplete Cholesky: subtrees of the elimination tree that threads work on side by side (Geist and Ng, "Task
 * scheduling for parallel sparse Cholesky factorization", International Journal of Parallel Programming 1989): while
 * the heaviest subtree keeps the parts from balance, its root goes to the top and its children are subtrees in its
 * place.
 *
 * SPDX-License-Identifier: Apache-2.0
 */
#include "ic.h"
#include "internal.h"
#include "team.h"

/* A factor of fewer bytes than this, in 16 bits, has one part: starting the others would take longer than they save. */
enum { SMALL = 262144 };

/* How much shorter a solve must get, if all went well, to be shared. */
static const double WORTH = 0.8;

/* The elimination tree on groups of columns; a virtual root above the roots is the last node. */
typedef struct tree {
  int32_t groups;
  bool contiguous; /* each subtree is a range of groups */
  int32_t *parent;
  int32_t *child;   /* first child, -1: none */
  int32_t *sibling; /* next one, -1: none */
  int32_t *first;   /* first group of the subtree */
  double *own;      /* bytes that a solve reads for a group */
  double *cost;     /* and for its subtree */
} tree;

static void tree_free(tree *t) {
  mezzo_free(t->parent);
  mezzo_free(t->child);
  mezzo_free(t->sibling);
  mezzo_free(t->first);
  mezzo_free(t->own);
  mezzo_free(t->cost);
}

/* The parent of each group in the elimination tree of L's pattern, which for all patterns between those of H and of its
 * complete factor is the same. */
static mezzo_status find_parents(const mezzo_ic *ic, int32_t *parent) {
  mezzo_pattern upper;
  int32_t *of_column = mezzo_allocate(ic->variables, sizeof *of_column);
  int32_t *work = mezzo_allocate(ic->variables, sizeof *work);
  mezzo_status status = mezzo_pattern_transpose(&ic->factor, &upper);
  if (of_column == NULL || work == NULL)
    status = MEZZO_ERROR_MEMORY;
  if (status == MEZZO_OK) {
    mezzo_elimination_tree(&upper, of_column, work);
    for (int32_t g = 0; g < ic->groups; g++) {
      const int32_t next = of_column[ic->group[g + 1] - 1];
      parent[g] = next >= 0 ? ic->group_of[next] : ic->groups;
    }
  }
  mezzo_pattern_free(&upper);
  mezzo_free(of_column);
  mezzo_free(work);
  return status;
}

/* Scalars below the diagonal in 16 bits, inverted diagonal blocks in 32, and the vector. */
static double group_bytes(const mezzo_ic *ic, int32_t g) {
  const int32_t first = ic->group[g];
  const int32_t end = ic->group[g + 1];
  return 2 * (double)(ic->below[end] - ic->below[first]) + 4 * (double)(ic->inverse[end] - ic->inverse[first]) +
         4 * (double)(ic->lane[end] - ic->lane[first]);
}

static mezzo_status tree_create(const mezzo_ic *ic, tree *t) {
  const int32_t n = ic->groups;
  *t = (tree){.groups = n,
              .contiguous = true,
              .parent = mezzo_allocate(n, sizeof *t->parent),
              .child = mezzo_allocate((int64_t)n + 1, sizeof *t->child),
              .sibling = mezzo_allocate(n, sizeof *t->sibling),
              .first = mezzo_allocate((int64_t)n + 1, sizeof *t->first),
              .own = mezzo_allocate(n, sizeof *t->own),
              .cost = mezzo_allocate((int64_t)n + 1, sizeof *t->cost)};
  MEZZO_REQUIRE(t->parent != NULL && t->child != NULL && t->sibling != NULL && t->first != NULL && t->own != NULL &&
                    t->cost != NULL,
                MEZZO_ERROR_MEMORY);
  const mezzo_status status = find_parents(ic, t->parent);
  MEZZO_REQUIRE(status == MEZZO_OK, status);
  for (int32_t g = 0; g <= n; g++) {
    t->child[g] = -1;
    t->first[g] = g;
  }
  /* Children come before their parents. The children of a node whose subtree is a range follow each other. */
  for (int32_t g = 0; g < n; g++) {
    const int32_t parent = t->parent[g];
    const int32_t before = t->child[parent];
    t->own[g] = group_bytes(ic, g);
    t->cost[g] += t->own[g];
    t->cost[parent] += t->cost[g];
    t->contiguous = t->contiguous && (before < 0 || t->first[g] == before + 1);
    if (t->first[g] < t->first[parent])
      t->first[parent] = t->first[g];
    t->sibling[g] = before;
    t->child[parent] = g;
  }
  /* And its last child comes right before it. */
  for (int32_t g = 0; g <= n; g++)
    t->contiguous = t->contiguous && (t->child[g] < 0 || t->child[g] == g - 1);
  return MEZZO_OK;
}

/* Subtrees next to each other, heaviest last, and what is above them. */
typedef struct cut {
  const tree *tree;
  int32_t subtrees;
  int32_t *root; /* [groups] */
  double cost;   /* of the subtrees */
  double top;
} cut;

static bool lighter(const tree *t, int32_t a, int32_t b) {
  return t->cost[a] < t->cost[b] || (t->cost[a] <= t->cost[b] && a < b);
}

static void insert(cut *c, int32_t node) {
  int32_t low = 0;
  int32_t high = c->subtrees;
  while (low < high) {
    const int32_t middle = low + (high - low) / 2;
    if (lighter(c->tree, c->root[middle], node))
      low = middle + 1;
    else
      high = middle;
  }
  memmove(c->root + low + 1, c->root + low, (size_t)(c->subtrees - low) * sizeof *c->root);
  c->root[low] = node;
  c->subtrees++;
}

/* The children of a node become subtrees. */
static void expose(cut *c, int32_t node) {
  for (int32_t child = c->tree->child[node]; child >= 0; child = c->tree->sibling[child])
    insert(c, child);
}

static void begin(cut *c) {
  c->subtrees = 0;
  c->top = 0;
  c->cost = c->tree->cost[c->tree->groups];
  expose(c, c->tree->groups);
}

static void lower(cut *c) {
  const int32_t heaviest = c->root[--c->subtrees];
  c->top += c->tree->own[heaviest];
  c->cost -= c->tree->own[heaviest];
  expose(c, heaviest);
}

/* Gives the subtrees to the parts, the heaviest first, each to the one that has least; returns the most that one has.
 * part[groups] of the roots, or NULL. */
static double give(const cut *c, int32_t parts, int32_t *part) {
  double load[MEZZO_MAX_THREADS] = {0};
  double most = 0;
  for (int32_t i = c->subtrees - 1; i >= 0; i--) {
    int32_t least = 0;
    for (int32_t t = 1; t < parts; t++)
      if (load[t] < load[least])
        least = t;
    load[least] += c->tree->cost[c->root[i]];
    most = load[least] > most ? load[least] : most;
    if (part != NULL)
      part[c->root[i]] = least;
  }
  return most;
}

/* Finds how often to lower the cut; returns what the top and the largest part then cost. */
static double search(cut *c, int32_t parts, int32_t *steps) {
  const double closer = 0.98; /* smaller gains are not looked for */
  double best = c->tree->cost[c->tree->groups];
  *steps = 0;
  begin(c);
  for (int32_t step = 0; c->subtrees > 0 && c->top < closer * best; step++) {
    const double heaviest = c->tree->cost[c->root[c->subtrees - 1]];
    const double even = c->cost / parts;
    if (c->top + (heaviest > even ? heaviest : even) < closer * best) {
      const double most = give(c, parts, NULL);
      if (c->top + most < best) {
        best = c->top + most;
        *steps = step;
      }
      if (closer * most < even)
        break;
    }
    lower(c);
  }
  return best;
}

/* Lists the ranges of columns of each part and of the top from the part of each group. */
static mezzo_status list_ranges(const mezzo_ic *ic, const int32_t *part, mezzo_ic_division *d) {
  d->first = mezzo_allocate((int64_t)d->parts + 3, sizeof *d->first);
  MEZZO_REQUIRE(d->first != NULL, MEZZO_ERROR_MEMORY);
  /* One element more than needed: while filling, first[t + 1] is the place of the next range of part t. */
  int32_t *count = d->first + 2;
  for (int32_t g = 0; g < ic->groups; g++)
    count[part[g]] += g == 0 || part[g] != part[g - 1];
  for (int32_t t = 0; t < d->parts; t++)
    count[t + 1] += count[t];
  d->range = mezzo_allocate(count[d->parts], sizeof *d->range);
  MEZZO_REQUIRE(d->range != NULL, MEZZO_ERROR_MEMORY);
  int32_t *next = d->first + 1;
  for (int32_t g = 0; g < ic->groups; g++) {
    if (g == 0 || part[g] != part[g - 1])
      d->range[next[part[g]]++].begin = ic->group[g];
    d->range[next[part[g]] - 1].end = ic->group[g + 1];
  }
  return MEZZO_OK;
}

/* part[groups]: the part of each group, the number of parts for those of the top. */
static void mark_parts(const cut *c, int32_t parts, int32_t *part) {
  const tree *t = c->tree;
  for (int32_t g = 0; g < t->groups; g++)
    part[g] = parts;
  give(c, parts, part);
  for (int32_t i = 0; i < c->subtrees; i++)
    for (int32_t g = t->first[c->root[i]]; g < c->root[i]; g++)
      part[g] = part[c->root[i]];
}

/* Divides where that pays, else leaves d and part as they are. */
static mezzo_status divide(const tree *t, mezzo_team *team, int32_t *part, mezzo_ic_division *d) {
  cut c = {.tree = t, .root = mezzo_allocate(t->groups, sizeof *c.root)};
  MEZZO_REQUIRE(c.root != NULL, MEZZO_ERROR_MEMORY);
  const int32_t parts = mezzo_team_threads(team);
  int32_t steps;
  const double cost = search(&c, parts, &steps);
  if (cost <= WORTH * t->cost[t->groups]) {
    begin(&c);
    for (int32_t i = 0; i < steps; i++)
      lower(&c);
    mark_parts(&c, parts, part);
    d->team = team;
    d->parts = parts;
  }
  mezzo_free(c.root);
  return MEZZO_OK;
}

static mezzo_status divide_if_large(const mezzo_ic *ic, mezzo_team *team, int32_t *part, mezzo_ic_division *d) {
  double bytes = 0;
  for (int32_t g = 0; g < ic->groups && mezzo_team_threads(team) > 1; g++)
    bytes += group_bytes(ic, g);
  if (bytes < SMALL)
    return MEZZO_OK;
  tree t;
  mezzo_status status = tree_create(ic, &t);
  if (status == MEZZO_OK && t.contiguous)
    status = divide(&t, team, part, d);
  tree_free(&t);
  return status;
}

mezzo_status mezzo_ic_division_create(const mezzo_ic *ic, mezzo_team *team, mezzo_ic_division *out) {
  *out = (mezzo_ic_division){.parts = 1};
  int32_t *part = mezzo_allocate(ic->groups, sizeof *part);
  MEZZO_REQUIRE(part != NULL, MEZZO_ERROR_MEMORY);
  for (int32_t g = 0; g < ic->groups; g++)
    part[g] = 1;
  mezzo_status status = divide_if_large(ic, team, part, out);
  if (status == MEZZO_OK)
    status = list_ranges(ic, part, out);
  if (status == MEZZO_OK) {
    int64_t lanes = 0;
    if (mezzo_add_product(&lanes, out->parts - 1, ic->lane[ic->variables]))
      out->vectors = mezzo_allocate(lanes, sizeof *out->vectors);
    status = out->vectors != NULL ? MEZZO_OK : MEZZO_ERROR_MEMORY;
  }
  mezzo_free(part);
  return status;
}

void mezzo_ic_division_free(mezzo_ic_division *d) {
  mezzo_free(d->first);
  mezzo_free(d->range);
  mezzo_free(d->vectors);
}
