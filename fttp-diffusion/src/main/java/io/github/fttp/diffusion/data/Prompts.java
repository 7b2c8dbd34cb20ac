package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.TextFiles;
import io.github.fttp.diffusion.pipeline.Gallery;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Prompts from a file, in its order. Three kinds are read, all in UTF-8 with or without a byte order mark:
 *
 * <ul>
 *   <li>JSON lines, an object each, as image folders of Hugging Face have them in {@code metadata.jsonl}, or an array of objects or
 *       texts, or one object of texts, or of objects with a caption, by the images' names ({@code .jsonl}, {@code .ndjson}, {@code
 *       .json}, or any text that begins with a value of either);
 *   <li>CSV with a header (RFC 4180; {@code .csv}, {@code .tsv}, or any text whose first line is a header with a column
 *       {@code prompt}), fields parted by commas, semicolons or tabs;
 *   <li>text, a prompt a line; blank lines don't count.
 * </ul>
 *
 * <p>Of the first two a prompt is the field {@code prompt}, {@code text} or {@code caption} (the first that there is), its image
 * {@code file_name}, {@code image}, {@code filename}, {@code image_path}, {@code path} or {@code file}, and its seed {@code
 * evaluation_seed}, {@code seed} or {@code sd_seed}. Where none of these names the image, any other column does in which all
 * images' names stand, with or without folders and endings; whole numbers are no names.
 */
public final class Prompts {
    private static final Pattern NUMBERED = Pattern.compile("(?<words>.*?)(?<number>[0-9]+)\\.[^.]*");

    private final Path file;
    private final List<PromptRow> rows;
    private final List<Prompt> prompts;

    /**
     * One of them.
     *
     * @param place where it stands, for messages: {@code line 3}
     * @param text not blank
     * @param image path of the image that it belongs to as the file has it; empty where none is named
     * @param seed for an image that is made of it, where the file says one
     */
    public record Prompt(String place, String text, String image, OptionalLong seed) {
        /**
         * Asks for images of it.
         *
         * @param first seed of the first image, the following ones follow, the smallest behind the largest; null for the
         *     prompt's own, or else 0
         */
        public List<Gallery.Request> requests(Long first, int count) {
            long from = first == null ? seed.orElse(0) : first;
            return LongStream.range(0, count)
                    .mapToObj(i -> new Gallery.Request(text, from + i))
                    .toList();
        }
    }

    private Prompts(Path file, List<PromptRow> rows) {
        this.file = file;
        this.rows = List.copyOf(rows);
        prompts = rows.stream().map(PromptRow::prompt).toList();
    }

    /**
     * Reads them.
     *
     * @throws BadData when the file cannot be read, holds no prompt, or has an entry without one
     */
    public static Prompts read(Path file) {
        String text = TextFiles.read(file);
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        List<PromptRow> prompts;
        boolean json = Stream.of(".jsonl", ".ndjson", ".json").anyMatch(name::endsWith);
        boolean table = Stream.of(".csv", ".tsv").anyMatch(name::endsWith);
        if (json) prompts = PromptEntries.read(file, text);
        else if (table) prompts = PromptTable.read(file, text);
        else prompts = PromptEntries.ofAny(file, text).orElseGet(() -> tableOrPlain(file, text));
        if (prompts.isEmpty()) throw new BadData(file, "holds no prompt");
        return new Prompts(file, prompts);
    }

    private static List<PromptRow> tableOrPlain(Path file, String text) {
        return PromptTable.isOne(text) ? PromptTable.read(file, text) : plain(text);
    }

    private static List<PromptRow> plain(String text) {
        List<PromptRow> prompts = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = PromptTable.isHeader(lines) ? 1 : 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty()) continue;
            prompts.add(PromptRow.of(new Prompt("line " + (i + 1), line, "", OptionalLong.empty())));
        }
        return prompts;
    }

    /** Where they are from. */
    public Path file() {
        return file;
    }

    /** All of them. */
    public List<Prompt> all() {
        return prompts;
    }

    /** Their texts. */
    public List<String> texts() {
        return prompts.stream().map(Prompt::text).toList();
    }

    /** Whether any of them has a seed. */
    public boolean haveSeeds() {
        return prompts.stream().anyMatch(prompt -> prompt.seed().isPresent());
    }

    /**
     * A prompt for each image: by the names in the file where it has them, whatever upper and lower case where none is exact, and
     * with or without the ending; else the only one, or as many as there are images, in their order.
     *
     * @param images their files
     * @param warnings takes what is likely to be meant otherwise
     * @throws BadData when an image has none, or it cannot be told which
     */
    public List<String> of(List<Path> images, Consumer<String> warnings) {
        return of(images, images, warnings);
    }

    /**
     * A prompt likewise for each of some images. Where there are as many prompts as images in all, they are dealt out to all: a
     * line belongs to its image, whether that is used or not.
     *
     * @param images the files of those that are used
     * @param all these and the others, each once
     */
    List<String> of(List<Path> images, List<Path> all, Consumer<String> warnings) {
        if (prompts.stream().anyMatch(prompt -> !prompt.image().isEmpty())) {
            return new ImagePrompts(file, prompts).of(images, warnings);
        }
        Optional<List<Prompt>> named = ImageColumn.named(file, rows, images, warnings);
        if (named.isPresent()) return new ImagePrompts(file, named.get()).of(images, warnings);
        if (prompts.size() == 1) {
            return images.stream().map(image -> prompts.get(0).text()).toList();
        }
        if (prompts.size() == all.size() && !images.equals(all)) {
            List<String> dealt = dealt(all, warnings);
            Map<Path, String> byImage = new HashMap<>();
            for (int i = 0; i < all.size(); i++) byImage.put(all.get(i), dealt.get(i));
            return images.stream().map(byImage::get).toList();
        }
        if (prompts.size() == images.size()) return dealt(images, warnings);
        String unused = all.size() > images.size() ? " that are used, of " + all.size() : "";
        throw new BadData(
                file,
                "has " + prompts.size() + " prompts for " + images.size() + " images" + unused
                        + ", expected one or as many");
    }

    private List<String> dealt(List<Path> images, Consumer<String> warnings) {
        firstOutOfNumber(images)
                .ifPresent(image -> warnings.accept(
                        file + ": its prompts are dealt out in the order of the images' names, in which "
                                + image.getFileName() + " is not where its number would be"));
        return texts();
    }

    /** The first image whose name ends in a lower number than that in front of it, with the same words before. */
    private static Optional<Path> firstOutOfNumber(List<Path> images) {
        for (int i = 1; i < images.size(); i++) {
            Matcher before = NUMBERED.matcher(images.get(i - 1).getFileName().toString());
            Matcher here = NUMBERED.matcher(images.get(i).getFileName().toString());
            boolean comparable =
                    before.matches() && here.matches() && before.group("words").equals(here.group("words"));
            if (comparable
                    && new BigInteger(before.group("number")).compareTo(new BigInteger(here.group("number"))) > 0) {
                return Optional.of(images.get(i));
            }
        }
        return Optional.empty();
    }
}
