package dev.mezzo.optimize;

import dev.mezzo.linalg.Precision;
import dev.mezzo.linalg.Rounding;
import java.util.List;

/**
 * What rounding to a narrow format did, summed over a solve.
 *
 * @param what which numbers: "jacobian", "factor", ...
 * @param storage format: fp32 or fp16
 * @param conversions numbers rounded
 * @param overflows finite numbers beyond the largest finite value, stored saturated
 * @param underflows non-zero numbers that became zero or subnormal
 * @param maxAbs largest magnitude after scaling
 */
public record RangeReport(
    String what, String storage, long conversions, long overflows, long underflows, double maxAbs) {
  /** Adds a report, if anything was rounded. */
  static void addTo(List<RangeReport> ranges, String what, Precision storage, Rounding rounding) {
    if (storage != Precision.DOUBLE && rounding.conversions() > 0) {
      ranges.add(
          new RangeReport(
              what,
              Labels.of(storage),
              rounding.conversions(),
              rounding.overflows(),
              rounding.underflows(),
              rounding.maxAbs()));
    }
  }
}
