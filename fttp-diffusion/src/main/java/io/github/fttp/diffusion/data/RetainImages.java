package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import java.nio.file.Path;

/**
 * Images to keep, nothing of which is the concept.
 *
 * @param folder in which they lie
 */
public record RetainImages(Path folder, PromptSource prompts) {
    /**
     * Images whose prompts lie in the same folder, see {@link PromptSource#beside}.
     *
     * @throws BadData when there are none, or no such folder
     */
    public static RetainImages in(Path folder) {
        return new RetainImages(
                folder,
                PromptSource.beside(folder)
                        .orElseThrow(() -> new BadData(
                                folder,
                                "has no file of its images' prompts: expected one of "
                                        + String.join(", ", PromptSource.FromFile.NAMES)
                                        + ", or a caption beside each image, " + Captions.NAMED)));
    }

    /** Images with a file of their prompts, see {@link Prompts}. */
    public static RetainImages in(Path folder, Path prompts) {
        return new RetainImages(folder, new PromptSource.FromFile(prompts));
    }
}
