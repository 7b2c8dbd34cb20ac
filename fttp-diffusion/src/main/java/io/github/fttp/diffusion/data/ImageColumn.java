package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A column that names the images of a table's prompts, found by its content: all images' names stand in it, with or without
 * folders and endings. Its own name does not matter. Whole numbers, as of a count or a rank, are no names.
 *
 * @param prompts texts by the names in the column, as {@link ImageFolder#alike} has them, without folders
 * @param distinct whether each prompt has a name of its own: a class may be called as an image is
 */
record ImageColumn(String name, Map<String, Set<String>> prompts, boolean distinct) {
    /** Zeros in front are those of a name. */
    private static final String NUMBER = "-?(0|[1-9][0-9]*)";

    /**
     * The prompts with the images that a column names.
     *
     * @param warnings takes which column that is
     * @return empty where none does
     * @throws BadData when one names some of the images and none names all, or two give an image different prompts
     */
    static Optional<List<Prompt>> named(Path file, List<PromptRow> rows, List<Path> images, Consumer<String> warnings) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.fields().keySet()));
        Map<Boolean, List<ImageColumn>> byNumbers =
                names.stream().map(name -> of(name, rows)).collect(Collectors.partitioningBy(ImageColumn::isOfNumbers));
        List<ImageColumn> columns = byNumbers.get(false);
        List<ImageColumn> all = columns.stream()
                .filter(column -> images.stream().allMatch(column::isOf))
                .toList();
        if (all.isEmpty()) {
            columns.forEach(column -> column.requireNone(file, rows.size(), images));
            byNumbers.get(true).stream()
                    .filter(numbers -> numbers.ordersOtherwise(rows, images))
                    .forEach(numbers -> warnings.accept(file + ": its column " + numbers.name
                            + " is of whole numbers, so it is not taken for the images' names, by which they would"
                            + " have other prompts: if it names them, call it "
                            + PromptTable.IMAGES.get(0)));
            return Optional.empty();
        }
        ImageColumn first = all.get(0);
        all.forEach(other -> first.requireAgrees(file, other, images));
        warnings.accept(file + ": its column " + first.name + " names the images");
        return Optional.of(rows.stream().map(row -> row.named(first.name)).toList());
    }

    private static ImageColumn of(String name, List<PromptRow> rows) {
        Map<String, Set<String>> prompts = new HashMap<>();
        for (PromptRow row : rows) {
            Prompt prompt = row.named(name);
            String image = ImageFolder.alike(ImagePrompts.name(prompt.image()));
            prompts.computeIfAbsent(image, key -> new LinkedHashSet<>()).add(prompt.text());
        }
        return new ImageColumn(name, prompts, prompts.size() == rows.size() && !prompts.containsKey(""));
    }

    private boolean isOfNumbers() {
        return prompts.keySet().stream().allMatch(name -> name.isEmpty() || name.matches(NUMBER));
    }

    /** Whether it may name all images, but not in the order in which prompts are dealt out. */
    private boolean ordersOtherwise(List<PromptRow> rows, List<Path> images) {
        return rows.size() == images.size()
                && images.stream().allMatch(this::isOf)
                && IntStream.range(0, rows.size()).anyMatch(i -> !of(images.get(i))
                        .contains(rows.get(i).prompt().text()));
    }

    private boolean isOf(Path image) {
        return names(image) || distinct && prompts.containsKey(stem(image));
    }

    /** Whether the file's name stands here. */
    private boolean names(Path image) {
        return prompts.containsKey(name(image));
    }

    /** The prompts of an image that stands here; several where the folders tell them apart. */
    private Set<String> of(Path image) {
        return names(image) ? prompts.get(name(image)) : prompts.get(stem(image));
    }

    private void requireAgrees(Path file, ImageColumn other, List<Path> images) {
        Optional<Path> differs = images.stream()
                .filter(image -> !of(image).equals(other.of(image)))
                .findFirst();
        if (differs.isEmpty()) return;
        throw new BadData(
                file,
                "has two columns that name the images, " + name + " and " + other.name + ", with different prompts for "
                        + differs.get().getFileName()
                        + ": call the one that counts " + PromptTable.IMAGES.get(0));
    }

    /** Numbers are of a count or of something else, and one prompt is for all. */
    private boolean namesWithoutEnding(Path image, int prompts) {
        return prompts > 1 && isOf(image) && !stem(image).matches("[0-9]+");
    }

    private void requireNone(Path file, int prompts, List<Path> images) {
        Optional<Path> named = images.stream()
                .filter(image -> names(image) || namesWithoutEnding(image, prompts))
                .findFirst();
        if (named.isEmpty()) return;
        Path missing = images.stream().filter(image -> !isOf(image)).findFirst().orElseThrow();
        throw new BadData(
                file,
                "has no prompt for " + missing.getFileName() + ": its column " + name + " names images, "
                        + named.get().getFileName() + " for one");
    }

    private static String name(Path image) {
        return ImageFolder.alike(image.getFileName().toString());
    }

    private static String stem(Path image) {
        return ImageFolder.alike(ImageFolder.stem(image));
    }
}
