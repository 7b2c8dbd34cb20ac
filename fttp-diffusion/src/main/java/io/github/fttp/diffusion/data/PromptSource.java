package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.ImageFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
     * The prompts that lie beside the images of a folder: in a file {@code metadata.jsonl} or {@code .csv}, {@code prompts.jsonl},
     * {@code .csv}, {@code .tsv} or {@code .txt}, there or else in the subfolders in which the images lie; else a caption beside
     * each image, {@code NAME.txt} or {@code NAME.caption}; else in a file {@code metadata} beside the folder that names its images
     * by it; empty where there are none.
     *
     * @throws BadData when there are several such files, or the folder cannot be read
     */
    static Optional<PromptSource> beside(Path images) {
        Optional<FromFile> file = FromFile.beside(images);
        if (file.isPresent()) return Optional.of(file.get());
        List<Path> all = ImageFolder.of(images).images();
        boolean there = all.stream().map(PromptSource::folder).distinct().anyMatch(folder -> FromFile.beside(folder)
                        .isPresent())
                || all.stream().anyMatch(image -> Captions.of(image).isPresent());
        if (there) return Optional.of(new BesideEach());
        return FromFile.above(images).map(PromptSource.class::cast);
    }

    private static Path folder(Path image) {
        return image.resolveSibling("");
    }

    /** The authors' prompt: an image of a, and the concept's name. */
    static Template authors() {
        return new Template("an image of a " + CONCEPT);
    }

    /**
     * One prompt for all images.
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

    /**
     * The prompts that lie {@linkplain #beside beside} the images of a concept; for images without one a template.
     *
     * @param folder in which the images are
     */
    record Beside(Path folder, Template otherwise) implements PromptSource {
        private static final Logger LOG = LoggerFactory.getLogger(Beside.class);

        @Override
        public String of(Concept concept) {
            return otherwise.of(concept);
        }

        @Override
        public List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            Optional<FromFile> file = FromFile.beside(folder);
            if (file.isPresent()) return of(file.get(), concept, images, all, warnings);
            List<Optional<String>> own = BesideEach.own(concept, images, all, warnings);
            List<Path> without = IntStream.range(0, images.size())
                    .filter(i -> own.get(i).isEmpty())
                    .mapToObj(i -> images.get(i).getFileName())
                    .toList();
            if (without.size() == images.size()) {
                Optional<FromFile> above = FromFile.above(folder);
                if (above.isPresent()) return of(above.get(), concept, images, all, warnings);
                FromFile.unread(folder, all)
                        .ifPresent(table -> warnings.accept(table
                                + ": names images, but is not read: prompts beside images are in "
                                + String.join(", ", FromFile.NAMES)
                                + "; all have the prompt \"" + of(concept) + "\""));
                return otherwise.of(concept, images, all, warnings);
            }
            if (!without.isEmpty()) {
                warnings.accept(without.size() + " of " + images.size()
                        + " images have no caption beside them, their prompt is \"" + of(concept) + "\": "
                        + ImagePrompts.some(without));
            }
            return own.stream().map(prompt -> prompt.orElse(of(concept))).toList();
        }

        private static List<String> of(
                FromFile file, Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            LOG.info("prompts are those of {}", file.file());
            return file.of(concept, images, all, warnings);
        }
    }

    /**
     * What lies beside each image: a file of prompts in its folder; where there is none its caption, {@code NAME.txt} or {@code
     * NAME.caption}, of which the first line counts.
     */
    record BesideEach() implements PromptSource {
        private static final Logger LOG = LoggerFactory.getLogger(BesideEach.class);

        @Override
        public List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            List<Optional<String>> own = own(concept, images, all, warnings);
            return IntStream.range(0, images.size())
                    .mapToObj(i -> own.get(i)
                            .orElseThrow(() -> new BadData(
                                    images.get(i), "has no caption beside it, as others have: " + Captions.NAMED)))
                    .toList();
        }

        private static List<Optional<String>> own(
                Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            Map<Path, String> prompts = new HashMap<>();
            Map<Path, List<Path>> folders = images.stream()
                    .collect(Collectors.groupingBy(PromptSource::folder, TreeMap::new, Collectors.toList()));
            folders.forEach((folder, own) -> FromFile.beside(folder).ifPresent(file -> {
                LOG.info("prompts are those of {}", file.file());
                List<Path> ofFolder = all.stream()
                        .filter(image -> folder.equals(PromptSource.folder(image)))
                        .toList();
                List<String> found = file.of(concept, own, ofFolder, warnings);
                for (int i = 0; i < own.size(); i++) prompts.put(own.get(i), found.get(i));
            }));
            List<Optional<String>> captions = images.stream()
                    .map(image -> prompts.containsKey(image) ? Optional.<String>empty() : Captions.of(image))
                    .toList();
            if (captions.stream().anyMatch(Optional::isPresent)) LOG.info("prompts are the captions beside the images");
            return IntStream.range(0, images.size())
                    .mapToObj(i -> captions.get(i).or(() -> Optional.ofNullable(prompts.get(images.get(i)))))
                    .toList();
        }
    }

    /** A file as {@link Prompts} reads it: by the images' names, one for all, or as many as there are images. */
    record FromFile(Path file) implements PromptSource {
        /** Names by which a file of prompts is found beside its images. */
        static final List<String> NAMES =
                List.of("metadata.jsonl", "metadata.csv", "prompts.jsonl", "prompts.csv", "prompts.tsv", "prompts.txt");

        /** Names of files that name images by their folders, and so may lie beside the folder. */
        private static final List<String> ABOVE = List.of("metadata.jsonl", "metadata.csv");

        /** Endings of files that may hold prompts. */
        private static final Set<String> TABLES = Set.of("json", "jsonl", "csv", "tsv");

        private static final int BEGINNING = 1 << 16;

        /** Beside images as well, and refused when it is read. */
        private static final String PARQUET = "metadata.parquet";

        /** The one in a folder. */
        static Optional<FromFile> beside(Path images) {
            List<Path> found = Stream.concat(NAMES.stream(), Stream.of(PARQUET))
                    .map(images::resolve)
                    .filter(Files::isRegularFile)
                    .toList();
            return only(images, found);
        }

        /** The one beside a folder that names images of it by this folder, as one file for several has them. */
        static Optional<FromFile> above(Path images) {
            Path here = images.toAbsolutePath().normalize();
            if (here.getParent() == null) return Optional.empty();
            List<Path> found = ABOVE.stream()
                    .map(here::resolveSibling)
                    .filter(Files::isRegularFile)
                    .filter(file -> names(file, here.getFileName()))
                    .toList();
            return only(here.getParent(), found);
        }

        /** A file in the folder that names images of it and may have been meant for their prompts. */
        private static Optional<Path> unread(Path folder, List<Path> images) {
            Set<String> stems =
                    images.stream().map(image -> ImageFolder.stem(image)).collect(Collectors.toSet());
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> TABLES.contains(ImageFolder.ending(file)))
                        .filter(file -> !stems.contains(ImageFolder.stem(file)))
                        .sorted()
                        .filter(file -> begins(file, images))
                        .findFirst();
            } catch (IOException e) {
                throw new BadData(folder, e);
            }
        }

        /** Whether one of the images is named where a file begins. */
        private static boolean begins(Path file, List<Path> images) {
            try (InputStream in = Files.newInputStream(file)) {
                String text = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
                return images.stream()
                        .anyMatch(image -> text.contains(image.getFileName().toString()));
            } catch (IOException e) {
                return false; // whatever lies there is not ours to judge
            }
        }

        private static Optional<FromFile> only(Path folder, List<Path> found) {
            if (found.size() > 1) throw new BadData(folder, "holds several files of prompts: " + found);
            return found.stream().findFirst().map(FromFile::new);
        }

        private static boolean names(Path file, Path folder) {
            try {
                String name = ImageFolder.alike(folder.toString());
                return Prompts.read(file).all().stream()
                        .map(prompt -> ImagePrompts.parts(prompt.image()))
                        .anyMatch(parts -> parts.size() > 1
                                && ImageFolder.alike(parts.get(0)).equals(name));
            } catch (InputException e) {
                return false; // whatever else lies there is not ours to judge
            }
        }

        @Override
        public List<String> of(Concept concept, List<Path> images, List<Path> all, Consumer<String> warnings) {
            Prompts prompts = Prompts.read(file);
            if (prompts.haveSeeds()) warnings.accept(file + ": its seeds are not used: these prompts are of images");
            return prompts.of(images, all, warnings);
        }
    }
}
