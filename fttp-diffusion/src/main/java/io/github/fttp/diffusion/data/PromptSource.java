package io.github.fttp.diffusion.data;

import io.github.fttp.core.mask.Concept;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/** Where the prompts of images come from. */
public sealed interface PromptSource {
    /** The concept's place in a {@link Template}. */
    String CONCEPT = "{concept}";

    /**
     * The prompts of images.
     *
     * @param images their files, in their order
     * @param warnings takes what the file says in vain
     * @throws io.github.fttp.core.io.BadData when an image has none, or it cannot be told which
     */
    List<String> of(Concept concept, List<Path> images, Consumer<String> warnings);

    /** The prompt of the concept alone, for methods that draw their own samples: the template, or the authors'. */
    default String of(Concept concept) {
        return authors().of(concept);
    }

    /** The authors' prompt: an image of a, and the concept's name. */
    static Template authors() {
        return new Template("an image of a " + CONCEPT);
    }

    /**
     * One prompt for all.
     *
     * @param text in which {@value #CONCEPT} stands for the concept's name
     */
    record Template(String text) implements PromptSource {
        @Override
        public String of(Concept concept) {
            return text.replace(CONCEPT, concept.name());
        }

        @Override
        public List<String> of(Concept concept, List<Path> images, Consumer<String> warnings) {
            return Collections.nCopies(images.size(), of(concept));
        }
    }

    /** A file as {@link Prompts} reads it: by the images' names, one for all, or as many as there are images. */
    record FromFile(Path file) implements PromptSource {
        @Override
        public List<String> of(Concept concept, List<Path> images, Consumer<String> warnings) {
            Prompts prompts = Prompts.read(file);
            if (prompts.haveSeeds()) warnings.accept(file + ": its seeds are not used: these prompts are of images");
            return prompts.of(images);
        }
    }
}
