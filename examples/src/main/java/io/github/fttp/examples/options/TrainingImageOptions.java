package io.github.fttp.examples.options;

import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** The images that carry the concept, to train on. */
@Under(Heading.DATA)
public final class TrainingImageOptions extends ImageOptions {
    @Option(names = "--flip", description = "See each image mirrored as well, with its mask.")
    boolean flip;

    @Override
    public ConceptImages images(int vaeScaleFactor) {
        return images(vaeScaleFactor, flip);
    }
}
