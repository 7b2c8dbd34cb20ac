package io.github.fttp.diffusion.data;

import java.nio.file.Path;

/**
 * Images to keep, nothing of which is the concept.
 *
 * @param folder in which they lie
 */
public record RetainImages(Path folder, PromptSource prompts) {
    /** Images with a file of their prompts, see {@link Prompts}. */
    public static RetainImages in(Path folder, Path prompts) {
        return new RetainImages(folder, new PromptSource.FromFile(prompts));
    }
}
