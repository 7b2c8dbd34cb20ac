package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A column that names the images of a table's prompts, told by what stands in it. People call it what they like: prompts that are
 * dealt out by order past such a column are of other images, without a word.
 *
 * @param values as names are compared, the folders before them left out
 * @param distinct whether each prompt has a value of its own: a class may be called as an image is
 */
record ImageColumn(String name, Set<String> values, boolean distinct) {
    /**
     * The prompts with the images that a column names.
     *
     * @return empty where none does
     * @throws BadData when one names some of the images, and none names all
     */
    static Optional<List<Prompt>> named(Path file, List<PromptRow> rows, List<Path> images) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.fields().keySet()));
        List<ImageColumn> columns = names.stream().map(name -> of(name, rows)).toList();
        Optional<ImageColumn> all = columns.stream()
                .filter(column -> images.stream().allMatch(column::isOf))
                .findFirst();
        if (all.isPresent()) {
            return Optional.of(
                    rows.stream().map(row -> row.named(all.get().name())).toList());
        }
        columns.forEach(column -> column.requireNone(file, rows.size(), images));
        return Optional.empty();
    }

    private static ImageColumn of(String name, List<PromptRow> rows) {
        Set<String> values = new HashSet<>();
        for (PromptRow row : rows) {
            String path = row.named(name).image();
            int from = 1 + Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
            values.add(ImageFolder.alike(path.substring(from)));
        }
        return new ImageColumn(name, values, values.size() == rows.size() && !values.contains(""));
    }

    private boolean isOf(Path image) {
        return names(image) || distinct && values.contains(stem(image));
    }

    /** Whether the file's name stands here. */
    private boolean names(Path image) {
        return values.contains(ImageFolder.alike(image.getFileName().toString()));
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

    private static String stem(Path image) {
        String name = ImageFolder.alike(image.getFileName().toString());
        return name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    }
}
