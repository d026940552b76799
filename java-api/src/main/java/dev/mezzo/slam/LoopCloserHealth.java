package dev.mezzo.slam;

import java.util.List;

/**
 * What may be wrong with a map: see {@link LoopCloser#health(double)}. Immutable.
 *
 * @param parts ids of the keyframes of each connected part, in order of addition; one where all
 *     hang together. Parts do not know where the others are
 * @param anchors keyframes that are held where they are because nothing else says where their part
 *     is, one per part without a prior that says it: gauge freedom that was taken away
 * @param closures all loop closures, the one that agrees least with the rest first
 * @param suspects those of them that fight the rest: the probability of so large a residual is
 *     below the level that was asked for
 */
public record LoopCloserHealth(
    List<List<Long>> parts,
    List<Long> anchors,
    List<ClosureTest> closures,
    List<ClosureTest> suspects) {
  /**
   * Whether all keyframes hang together and no closure fights the rest.
   *
   * @return true where there is nothing to look into
   */
  public boolean isGood() {
    return parts.size() <= 1 && suspects.isEmpty();
  }
}
