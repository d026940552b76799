package dev.mezzo.slam;

import java.util.List;

/**
 * What the measurements of a {@link PoseGraph} leave open although it is connected: see {@link
 * PoseGraph#looseParts}. An immutable value.
 *
 * @param poses ids of poses that are rigid among themselves, but may move relative to the rest;
 *     empty where it is a landmark that is not determined
 * @param landmarks ids of the landmarks that they share with the rest, too few to tell their place;
 *     or of the landmark
 */
public record LoosePart(List<Long> poses, List<Long> landmarks) {
  private static final int SHOWN = 5;

  /** Copies the lists. */
  public LoosePart {
    poses = List.copyOf(poses);
    landmarks = List.copyOf(landmarks);
  }

  /** For people. */
  @Override
  public String toString() {
    if (poses.isEmpty()) {
      return "landmark " + landmarks.getFirst() + " is not determined by its observations";
    }
    return (poses.size() == 1 ? "pose " : "poses ")
        + some(poses)
        + (landmarks.size() == 1
            ? " and the rest have only landmark "
            : " and the rest have only landmarks ")
        + some(landmarks)
        + " in common, which leaves their relative pose open";
  }

  private static String some(List<Long> ids) {
    StringBuilder text = new StringBuilder();
    for (int k = 0; k < Math.min(SHOWN, ids.size()); k++) {
      text.append(k == 0 ? "" : ", ").append(ids.get(k));
    }
    return ids.size() <= SHOWN ? text.toString() : text + " and " + (ids.size() - SHOWN) + " more";
  }
}
