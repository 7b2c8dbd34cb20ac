package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Module;
import io.github.fttp.mllm.data.PreparedImage;
import java.util.List;

/** The image encoder of a family, in two halves: blocks over patches, and what makes positions of the text of their results. */
public interface VisionEncoder {
    /** The first half. */
    Module tower();

    /** The second half. */
    Module mergers();

    /**
     * The blocks' results for images' patches, one image's behind the other's, {@code [patches, ..]}: all that the second half
     * needs, side by side.
     */
    Var encode(Tape tape, List<PreparedImage> images);

    /**
     * Rows that stand in the text at the images' positions, {@code [positions, C]}, and behind it what is added to each of the
     * decoder's first layers there.
     *
     * @param encoded what {@link #encode} gave
     */
    List<Var> merge(Tape tape, List<PreparedImage> images, Var encoded);
}
