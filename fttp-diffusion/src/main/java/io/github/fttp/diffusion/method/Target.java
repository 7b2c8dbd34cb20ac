package io.github.fttp.diffusion.method;

import io.github.fttp.core.method.Need;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A target that the prediction of a noisy image is pulled to: {@code sum_j share_j U_j(x_t, t, c_j)}, predictions of the same
 * image, noise and time step by the model or its base, under one prompt or another. No gradient flows through it.
 */
public record Target(List<Part> parts) {
    /** The model that predicts. */
    public enum By {
        /** The model as it is in this step. */
        MODEL,
        /** The model as it was. */
        BASE
    }

    /** Prompts of a prediction. */
    public enum Prompt {
        /** The sample's own prompt. */
        OWN,
        /** A prompt of what shall stand in the concept's place. */
        ANCHOR,
        /** No text. */
        EMPTY
    }

    /** One summand. */
    public record Part(float share, By by, Prompt prompt) {}

    public Target {
        parts = List.copyOf(parts);
    }

    /** A single prediction. */
    public static Target of(By by, Prompt prompt) {
        return new Target(List.of(new Part(1, by, prompt)));
    }

    /** Adds one more summand; of one prediction that is there already the shares are added. */
    public Target plus(float share, By by, Prompt prompt) {
        List<Part> more = new ArrayList<>();
        float all = share;
        for (Part part : parts) {
            if (part.by() == by && part.prompt() == prompt) all += part.share();
            else more.add(part);
        }
        more.add(new Part(all, by, prompt));
        return new Target(more);
    }

    /** Names what it takes to compute it. */
    public Set<Need> needs() {
        Set<Need> needs = EnumSet.noneOf(Need.class);
        for (Part part : parts) {
            if (part.by() == By.BASE) needs.add(Need.BASE_MODEL);
            if (part.prompt() == Prompt.ANCHOR) needs.add(Need.ANCHOR_PROMPT);
            if (part.prompt() == Prompt.EMPTY) needs.add(Need.EMPTY_PROMPT);
        }
        return needs;
    }
}
