package dev.mezzo.io;

import java.util.List;
import java.util.Map;

/**
 * What reading a file met besides well-formed records. An immutable value.
 *
 * @param withoutEstimate poses that measurements name and the file does not declare, in order of
 *     appearance; they stand where a spanning tree from the declared ones puts them
 * @param duplicateVertices declarations of a vertex after its first, ignored
 * @param selfLoops edges from a vertex to itself, skipped
 * @param missingInformation measurements without an information matrix, which got the identity
 * @param projectedInformation indefinite information matrices, replaced by the nearest positive
 *     semi-definite ones
 * @param worstEigenvalue the most negative eigenvalue of those, or 0
 * @param unknownTags how many lines begin with each tag that means nothing here; they are kept
 * @param warnings all of this in words, for people: one per kind, with the first line
 */
public record ReadReport(
    List<Long> withoutEstimate,
    int duplicateVertices,
    int selfLoops,
    int missingInformation,
    int projectedInformation,
    double worstEigenvalue,
    Map<String, Integer> unknownTags,
    List<String> warnings) {

  /** Copies the lists. */
  public ReadReport {
    withoutEstimate = List.copyOf(withoutEstimate);
    unknownTags = Map.copyOf(unknownTags);
    warnings = List.copyOf(warnings);
  }
}
