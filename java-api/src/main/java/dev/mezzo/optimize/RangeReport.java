package dev.mezzo.optimize;

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
    String what,
    String storage,
    long conversions,
    long overflows,
    long underflows,
    double maxAbs) {}
