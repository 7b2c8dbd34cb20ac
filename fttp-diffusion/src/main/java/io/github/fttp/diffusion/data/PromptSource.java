package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
     * @throws BadData when an image has none, or it cannot be told which
     */
    default List<String> of(Concept concept, List<Path> images, Consumer<String> warnings) {
        return of(concept, images, images, warnings);
    }

    /**
     * The prompts of some images.
     *
     * @param images the files of those that are used, in their order
     * @param all these and the others, each once, in their order
     */
    List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings);

    /** The prompt of the concept alone, for methods that draw their own samples: the template, or the authors'. */
    default String of(Concept concept) {
        return authors().of(concept);
    }

    /**
     * The file of prompts that lies beside the images of a folder: {@code metadata.jsonl} or {@code .csv}, {@code prompts.jsonl},
     * {@code .csv}, {@code .tsv} or {@code .txt}; empty where there is none.
     *
     * @throws BadData when there are several
     */
    static Optional<PromptSource> beside(Path images) {
        List<Path> found = FromFile.NAMES.stream()
                .map(images::resolve)
                .filter(Files::isRegularFile)
                .toList();
        if (found.size() > 1) throw new BadData(images, "holds several files of prompts: " + found);
        return found.stream().findFirst().map(FromFile::new);
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
        public List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            return Collections.nCopies(images.size(), of(concept));
        }
    }

    /** A file as {@link Prompts} reads it: by the images' names, one for all, or as many as there are images. */
    record FromFile(Path file) implements PromptSource {
        /** Names by which a file of prompts is found beside its images. */
        static final List<String> NAMES =
                List.of("metadata.jsonl", "metadata.csv", "prompts.jsonl", "prompts.csv", "prompts.tsv", "prompts.txt");

        @Override
        public List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            Prompts prompts = Prompts.read(file);
            if (prompts.haveSeeds()) warnings.accept(file + ": its seeds are not used: these prompts are of images");
            return prompts.of(images, all, warnings);
        }
    }
}
