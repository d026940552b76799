package dev.mezzo.slam;

import java.util.ArrayList;
import java.util.List;

/** Connected components of the vertices 0 to n - 1: union-find, with halving of paths. */
final class Components {
  private final int[] parent;

  /** n vertices without an edge. */
  Components(int n) {
    parent = new int[n];
    for (int v = 0; v < n; v++) {
      parent[v] = v;
    }
  }

  void join(int a, int b) {
    int rootA = root(a);
    int rootB = root(b);
    // The smaller index stays the root, so that a component is named by its first vertex.
    parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }

  /** The first vertex of the component of v. */
  int root(int v) {
    int at = v;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  /** The vertices of each component in ascending order; components in order of their first. */
  List<int[]> members() {
    int n = parent.length;
    int[] size = new int[n];
    for (int v = 0; v < n; v++) {
      size[root(v)]++;
    }
    List<int[]> members = new ArrayList<>();
    int[][] ofRoot = new int[n][];
    for (int v = 0; v < n; v++) {
      int root = root(v);
      if (root == v) {
        ofRoot[v] = new int[size[v]];
        members.add(ofRoot[v]);
        size[v] = 0;
      }
      ofRoot[root][size[root]++] = v;
    }
    return members;
  }
}
