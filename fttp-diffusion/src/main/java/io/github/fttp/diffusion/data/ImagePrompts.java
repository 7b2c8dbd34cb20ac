package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
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
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Prompts by the images that they name: the one whose path, from the file's folder on, is the image's; else the one whose path
 * has most folders at its end in common with the image's, and its name, with or without the ending.
 */
record ImagePrompts(Path file, List<Prompt> prompts) {
    /** Names in a warning. */
    private static final int MOST = 5;

    /** @param warnings takes which prompts are of none of the images */
    List<String> of(List<Path> images, Consumer<String> warnings) {
        Map<List<String>, Prompt> byPath = new HashMap<>();
        Map<String, List<Prompt>> byName = new HashMap<>();
        for (Prompt prompt : prompts) {
            List<String> parts = parts(prompt.image());
            if (parts.isEmpty()) throw new BadData(file, prompt.place() + " names no image, as others do");
            if (byPath.put(parts, prompt) != null) {
                throw new BadData(file, prompt.place() + " has a second prompt for " + prompt.image());
            }
            byName.computeIfAbsent(parts.get(parts.size() - 1), name -> new ArrayList<>())
                    .add(prompt);
        }
        List<Prompt> own =
                images.stream().map(image -> of(image, byPath, byName)).toList();
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

    private Prompt of(Path image, Map<List<String>, Prompt> byPath, Map<String, List<Prompt>> byName) {
        Path here = file.toAbsolutePath().normalize().getParent();
        Path there = image.toAbsolutePath().normalize();
        if (there.startsWith(here)) {
            Prompt exact = byPath.get(parts(here.relativize(there).toString()));
            if (exact != null) return exact;
        }
        List<String> path = parts(there.toString());
        String name = path.get(path.size() - 1);
        String stem = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
        List<Prompt> named = byName.getOrDefault(name, byName.getOrDefault(stem, List.of()));
        if (named.isEmpty()) throw new BadData(file, "has no prompt for " + image.getFileName());
        int most = named.stream().mapToInt(prompt -> shared(prompt, path)).max().orElse(0);
        List<Prompt> nearest =
                named.stream().filter(prompt -> shared(prompt, path) == most).toList();
        if (nearest.size() == 1) return nearest.get(0);
        throw new BadData(
                file,
                "has several prompts that may be of " + image + ": "
                        + nearest.stream().map(Prompt::image).toList());
    }

    /** How many components at the end of both are the same. */
    private static int shared(Prompt prompt, List<String> path) {
        List<String> names = parts(prompt.image());
        int shared = 0;
        while (shared < Math.min(names.size(), path.size())
                && names.get(names.size() - 1 - shared).equals(path.get(path.size() - 1 - shared))) {
            shared++;
        }
        return shared;
    }

    /** The components of a path by whatever system; accents that are letters of their own are not. */
    private static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : Normalizer.normalize(path, Normalizer.Form.NFC).split("[/\\\\]")) {
            if (!part.isBlank() && !part.equals(".")) parts.add(part);
        }
        return parts;
    }
}
