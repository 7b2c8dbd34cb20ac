package io.github.fttp.examples.options;

import io.github.fttp.core.Check;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.UniformMasks;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.ConceptMasks;
import io.github.fttp.diffusion.data.Fit;
import io.github.fttp.diffusion.data.PromptSource;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The images that carry the concept, what of them it is, and how they are said. */
@Under(Heading.DATA)
public class ImageOptions extends MaskOptions implements Checked {

    @Option(names = "--images", required = true, paramLabel = "DIR", description = "Folder of the images.")
    Path folder;

    @Under(Heading.CONCEPT)
    @Option(names = "--concept", required = true, paramLabel = "NAME", description = "What is to be forgotten.")
    String concept;

    @Under(Heading.MASKS)
    @Option(
            names = "--allow-uniform-masks",
            description = "Take masks that cover no cell of the latent, or all of them.")
    boolean allowUniform;

    @Under(Heading.MASKS)
    @Option(
            names = "--word-masks",
            paramLabel = "THRESHOLD",
            description =
                    "Make the masks of the cross-attention to the concept's name in the prompt: where it is at least this share, in (0, 1], of its maximum.")
    Float wordThreshold;

    @Option(
            names = "--prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of the images: JSON lines or CSV with file_name and text (or prompt, caption); or CSV or a text"
                            + " with a prompt per image in the order of the images' names, or with one for all.")
    Path prompts;

    @Option(
            names = "--template",
            description =
                    "One prompt for all images (default: what lies beside them, metadata.jsonl, prompts.txt or the like, or a"
                            + " caption NAME.txt or NAME.caption; where nothing does, an image of a {concept}).")
    String template;

    @Option(
            names = "--retain",
            paramLabel = "DIR",
            description = "Folder of images to keep, for methods that need some; measured too.")
    Path retain;

    @Option(
            names = "--retain-prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of the images to keep, as --prompts; needed with --retain, unless they lie beside the images.")
    Path retainPrompts;

    @Option(names = "--size", description = "Side that the model trains at, pixels.")
    int size = 320;

    @Option(
            names = "--fit",
            defaultValue = "CROP",
            description = "How an image that is not square becomes so: ${COMPLETION-CANDIDATES}.")
    Fit fit;

    /** The concept, whose pixels are measured apart from the rest. */
    public final Concept concept() {
        return Concept.of(concept);
    }

    /** Side of what the model sees of an image, pixels. */
    public final int size() {
        return size;
    }

    /** The images, at a size that the model trains at. */
    public ConceptImages images(int vaeScaleFactor) {
        return images(vaeScaleFactor, false);
    }

    /** @param flip whether each is seen mirrored as well */
    final ConceptImages images(int vaeScaleFactor, boolean flip) {
        ConceptImages all = new ConceptImages(folder, masks(), promptSource(), size, fit, flip);
        all.requireMultiple(vaeScaleFactor, "--size");
        return all;
    }

    private ConceptMasks masks() {
        UniformMasks uniform = allowUniform ? UniformMasks.ALLOWED : UniformMasks.REFUSED;
        return wordThreshold == null
                ? new ConceptMasks.Drawn(settings(), uniform)
                : new ConceptMasks.CrossAttention(wordThreshold, uniform);
    }

    /** Where the images' prompts come from. */
    private PromptSource promptSource() {
        if (prompts != null) return new PromptSource.FromFile(prompts);
        return template == null
                ? new PromptSource.Beside(folder, PromptSource.authors())
                : new PromptSource.Template(template);
    }

    /** The images to keep. */
    public final List<RetainImages> retain() {
        if (retain == null) return List.of();
        return List.of(retainPrompts == null ? RetainImages.in(retain) : RetainImages.in(retain, retainPrompts));
    }

    @Override
    public void check(Given given) {
        given.notWith("--word-masks", "--masks", "--label", "--shapes", "--grid", "--soft-masks");
        given.notWith("--prompts", "--template");
        given.onlyWith("--retain", "--retain-prompts");
        Check.atLeast(1, size, "--size");
        if (wordThreshold != null) Check.positiveAtMost(1, wordThreshold, "--word-masks");
    }
}
