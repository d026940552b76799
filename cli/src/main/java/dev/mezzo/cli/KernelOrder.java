package dev.mezzo.cli;

import java.util.Comparator;
import java.util.List;

/** The order in which tables list kernels. */
final class KernelOrder {
  private static final List<String> PROBLEMS = List.of("jacobian", "factor", "arrays");
  private static final List<String> OPERATIONS =
      List.of(
          "jacobian_times",
          "jacobian_transpose_times",
          "jacobian_normal_times",
          "hessian_assemble",
          "ic_solve_forward",
          "ic_solve_backward",
          "ic_solve",
          "ic_factor",
          "convert");
  private static final List<String> TYPES = List.of("f64", "f32", "f16", "bf16", "b16");

  private KernelOrder() {}

  /** By size, problem, operation, type and family; what has no place here comes last, by name. */
  static Comparator<KernelTimes.Row> of(List<String> sizes) {
    return Comparator.<KernelTimes.Row>comparingInt(row -> sizes.indexOf(row.size()))
        .thenComparingInt(row -> place(PROBLEMS, row.problem()))
        .thenComparingInt(row -> place(OPERATIONS, row.operation()))
        .thenComparing(KernelTimes.Row::operation)
        .thenComparingInt(row -> place(TYPES, row.type()))
        .thenComparingInt(row -> place(TYPES, row.operand()))
        .thenComparing(KernelTimes.Row::selected)
        .thenComparing(KernelTimes.Row::family, Comparator.reverseOrder());
  }

  private static int place(List<String> order, String name) {
    int place = order.indexOf(name);
    return place < 0 ? order.size() : place;
  }
}
