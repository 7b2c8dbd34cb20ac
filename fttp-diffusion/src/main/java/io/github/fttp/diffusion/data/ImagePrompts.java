package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prompts by the images that they name: the one whose path, from the file's folder on, is the image's; else of those with its
 * name, with or without the ending, the one whose path has most folders at its end in common with the image's. Names and folders
 * are compared exactly, and where none is the same as {@link ImageFolder#alike} has them.
 */
record ImagePrompts(Path file, List<Prompt> prompts) {
    /** Names in a warning. */
    private static final int MOST = 5;

    /** @param warnings takes which prompts are of none of the images */
    List<String> of(List<Path> images, Consumer<String> warnings) {
        Map<List<String>, Prompt> byPath = new HashMap<>();
        Map<String, List<Prompt>> byName = new HashMap<>();
        Map<String, List<Prompt>> byAlike = new HashMap<>();
        for (Prompt prompt : prompts) {
            List<String> parts = parts(prompt.image());
            if (parts.isEmpty()) throw new BadData(file, prompt.place() + " names no image, as others do");
            if (byPath.put(parts, prompt) != null) {
                throw new BadData(file, prompt.place() + " has a second prompt for " + prompt.image());
            }
            String name = parts.get(parts.size() - 1);
            byName.computeIfAbsent(name, key -> new ArrayList<>()).add(prompt);
            byAlike.computeIfAbsent(ImageFolder.alike(name), key -> new ArrayList<>())
                    .add(prompt);
        }
        List<Prompt> own =
                images.stream().map(image -> of(image, byPath, byName, byAlike)).toList();
        Set<Prompt> used = new HashSet<>(own);
        Set<Path> folders = images.stream()
                .map(image -> image.toAbsolutePath().normalize().getParent())
                .collect(Collectors.toSet());
        List<String> others = prompts.stream()
                .filter(prompt -> !used.contains(prompt) && !isElsewhere(prompt, folders))
                .map(Prompt::image)
                .toList();
        if (!others.isEmpty()) {
            warnings.accept(file + ": " + others.size() + " of " + prompts.size()
                    + " prompts are of no image that is used: " + some(others));
        }
        return own.stream().map(Prompt::text).toList();
    }

    /** A few of many names, for a warning. */
    static String some(List<?> names) {
        String first = names.stream().limit(MOST).map(Object::toString).collect(Collectors.joining(", "));
        return first + (names.size() > MOST ? ", ..." : "");
    }

    /** Whether it is of an image of another folder: one file may serve several, each with a run of its own over it. */
    private boolean isElsewhere(Prompt prompt, Set<Path> folders) {
        Path there;
        try {
            there = file.resolveSibling(String.join("/", parts(prompt.image())))
                    .toAbsolutePath()
                    .normalize();
        } catch (InvalidPathException e) {
            return false; // no image is called so
        }
        return Files.isRegularFile(there) && folders.stream().noneMatch(there::startsWith);
    }

    private Prompt of(
            Path image,
            Map<List<String>, Prompt> byPath,
            Map<String, List<Prompt>> byName,
            Map<String, List<Prompt>> byAlike) {
        Path here = file.toAbsolutePath().normalize().getParent();
        Path there = image.toAbsolutePath().normalize();
        if (there.startsWith(here)) {
            Prompt exact = byPath.get(parts(here.relativize(there).toString()));
            if (exact != null) return exact;
        }
        List<String> names = List.of(name(there.toString()), name(ImageFolder.stem(there)));
        List<Prompt> named = Stream.concat(
                        names.stream().map(byName::get),
                        names.stream().map(ImageFolder::alike).map(byAlike::get))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new BadData(file, "has no prompt for " + image.getFileName()));
        List<Prompt> nearest = nearest(nearest(named, there, parts -> parts), there, ImagePrompts::alike);
        if (nearest.size() == 1) return nearest.get(0);
        throw new BadData(
                file,
                "has several prompts that may be of " + image + ": "
                        + nearest.stream().map(Prompt::image).toList());
    }

    /** Finds the prompts whose images have most folders in front of their names in common with an image. */
    private static List<Prompt> nearest(List<Prompt> named, Path image, UnaryOperator<List<String>> compared) {
        List<String> path = compared.apply(parts(image.toString()));
        ToIntFunction<Prompt> shared = prompt -> shared(compared.apply(parts(prompt.image())), path);
        int most = named.stream().mapToInt(shared).max().orElse(0);
        return named.stream()
                .filter(prompt -> shared.applyAsInt(prompt) == most)
                .toList();
    }

    private static List<String> alike(List<String> parts) {
        return parts.stream().map(ImageFolder::alike).toList();
    }

    /** How many folders at the end of both are the same; the names behind them may differ in their endings. */
    private static int shared(List<String> one, List<String> other) {
        int shared = 0;
        while (shared + 1 < Math.min(one.size(), other.size())
                && one.get(one.size() - 2 - shared).equals(other.get(other.size() - 2 - shared))) {
            shared++;
        }
        return shared;
    }

    /** The last component of a path, empty where it has none. */
    static String name(String path) {
        List<String> parts = parts(path);
        return parts.isEmpty() ? "" : parts.get(parts.size() - 1);
    }

    /** The components of a path by whatever system; accents that are letters of their own are not. */
    static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : Normalizer.normalize(path, Normalizer.Form.NFC).split("[/\\\\]")) {
            if (!part.isBlank() && !part.equals(".")) parts.add(part);
        }
        return parts;
    }
}
