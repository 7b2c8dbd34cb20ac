package io.github.fttp.core.mask;

import io.github.fttp.core.io.BadData;

/**
 * Treatments of a latent mask that is the same everywhere. One that covers nothing turns forgetting into plain
 * training, one that covers everything into plain ascent: mostly a slip, such as a shape smaller than a cell.
 */
public enum UniformMasks {
    /** An error. */
    REFUSED,
    /** Taken as it is. */
    ALLOWED;

    /**
     * The mask itself.
     *
     * @param where it is from, for the message
     * @throws BadData when it covers nothing or everything and that is refused
     */
    public LatentMask check(Object where, LatentMask mask) {
        if (this == ALLOWED) return mask;
        String cells = "of the " + mask.height() + " x " + mask.width() + " latent cells";
        if (mask.covered() == 0) {
            throw new BadData(where, "its mask covers none " + cells + ", so nothing of it would be forgotten");
        }
        if (mask.sum() == mask.counted()) {
            throw new BadData(where, "its mask covers all " + cells + ", so nothing of it would be kept");
        }
        return mask;
    }
}
