package io.github.fttp.diffusion.data;

import io.github.fttp.core.Check;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.UniformMasks;
import java.nio.file.Path;

/** Where the masks of the images to forget come from. */
public sealed interface ConceptMasks {
    /** Says what becomes of masks that are the same on all of a latent. */
    UniformMasks uniform();

    /** Gives masks for other images, beside which their masks lie. */
    default ConceptMasks beside() {
        return this instanceof Drawn drawn ? new Drawn(drawn.settings().files(new Path[0]), drawn.uniform()) : this;
    }

    /** Masks that somebody drew, uniform ones being refused. */
    static ConceptMasks drawn(MaskSettings settings) {
        return new Drawn(settings, UniformMasks.REFUSED);
    }

    /** Masks that somebody drew. */
    record Drawn(MaskSettings settings, UniformMasks uniform) implements ConceptMasks {}

    /**
     * The places of each image at which the model itself attends to the concept's name in the prompt, see {@link
     * io.github.fttp.diffusion.pipeline.CrossAttentionMaps}: nobody need draw anything.
     *
     * @param threshold in (0, 1], the least share of the most that any place attends
     */
    record CrossAttention(float threshold, UniformMasks uniform) implements ConceptMasks {
        public CrossAttention {
            Check.positiveAtMost(1, threshold, "threshold");
        }
    }
}
