package io.github.fttp.diffusion.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.diffusion.data.Prompts.Prompt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** Prompts in a table with a header; upper and lower case of the columns' names are the same. */
final class PromptTable {
    /** Columns that a prompt may be in, the first that there is. */
    static final List<String> PROMPTS = List.of("prompt", "text", "caption");
    /** Columns that its seed may be in, likewise. */
    static final List<String> SEEDS = List.of("evaluation_seed", "seed", "sd_seed");

    /** Columns that the path of its image may be in, likewise; others are known by their content, see {@link ImageColumn}. */
    static final List<String> IMAGES = List.of("file_name", "image", "filename", "image_path", "path", "file");

    private static final String DELIMITERS = ",;\t";

    private static final char TAB = '\t';

    private PromptTable() {}

    /**
     * Whether a text begins with a header of several columns, one of them {@code prompt}, or another for prompts beside one for images or
     * seeds: no prompt reads so.
     */
    static boolean isOne(String text) {
        String header = text.lines().findFirst().orElse("");
        List<String> columns = Stream.of(header.split("[" + DELIMITERS + "]", -1))
                .map(PromptTable::plain)
                .toList();
        boolean ofPrompts = columns.contains(PROMPTS.get(0))
                || columns.stream().anyMatch(PROMPTS::contains)
                        && columns.stream().anyMatch(each -> IMAGES.contains(each) || SEEDS.contains(each));
        return columns.size() > 1 && ofPrompts && columns.stream().allMatch(column -> column.matches("\\w*"));
    }

    /** Whether lines of prompts begin with the header of their only column. */
    static boolean isHeader(List<String> lines) {
        return lines.size() > 1 && plain(lines.get(0)).equals(PROMPTS.get(0));
    }

    static List<PromptRow> read(Path file, String text) {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter(file, text))
                .setIgnoreEmptyLines(true)
                .setIgnoreSurroundingSpaces(true)
                .get();
        try (CSVParser parser = CSVParser.parse(text, format)) {
            List<PromptRow> prompts = new ArrayList<>();
            Optional<Columns> columns = Optional.empty();
            for (CSVRecord each : parser) {
                if (columns.isEmpty()) columns = Optional.of(Columns.of(file, each));
                else prompts.add(columns.get().prompt(file, each, parser.getCurrentLineNumber()));
            }
            return prompts;
        } catch (IOException | UncheckedIOException e) {
            throw new BadData(file, "is no CSV: " + e.getMessage(), e);
        }
    }

    /** The one that the header has most of. */
    private static char delimiter(Path file, String text) {
        String header = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        boolean tabs = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
        if (tabs && (header.indexOf(TAB) >= 0 || count(header, ',') + count(header, ';') == 0)) return TAB;
        char most = DELIMITERS.charAt(0);
        for (char each : DELIMITERS.toCharArray()) {
            if (count(header, each) > count(header, most)) most = each;
        }
        return most;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    private static String plain(String column) {
        String name = column.strip();
        boolean quoted = name.length() > 1 && name.startsWith("\"") && name.endsWith("\"");
        return (quoted ? name.substring(1, name.length() - 1) : name).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * Where what stands.
     *
     * @param names of the columns, in their order
     * @param prompt number of a column, from 0
     * @param image number of a column, -1 where there is none
     * @param seed likewise
     */
    private record Columns(List<String> names, int prompt, int image, String imageName, int seed, String seedName) {
        static Columns of(Path file, CSVRecord header) {
            Map<String, Integer> numbers = new HashMap<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < header.size(); i++) {
                String name = plain(header.get(i));
                names.add(name);
                // The index that pandas writes has no name.
                if (!name.isEmpty() && numbers.put(name, i) != null) {
                    throw new BadData(file, "has two columns " + name);
                }
            }
            Optional<String> prompt =
                    PROMPTS.stream().filter(numbers::containsKey).findFirst();
            if (prompt.isEmpty()) {
                throw new BadData(
                        file,
                        "has no column prompt (or text, or caption): its first line, the header, is "
                                + header.toList());
            }
            String image = first(IMAGES, numbers);
            String seed = first(SEEDS, numbers);
            return new Columns(
                    names,
                    numbers.get(prompt.get()),
                    numbers.getOrDefault(image, -1),
                    image,
                    numbers.getOrDefault(seed, -1),
                    seed);
        }

        private static String first(List<String> names, Map<String, Integer> numbers) {
            return names.stream().filter(numbers::containsKey).findFirst().orElse(names.get(0));
        }

        PromptRow prompt(Path file, CSVRecord row, long line) {
            String place = "line " + line;
            if (row.size() != names.size()) {
                throw new BadData(file, place + " has " + row.size() + " fields, the header has " + names.size());
            }
            String text = row.get(prompt).strip();
            if (text.isEmpty()) throw new BadData(file, place + " has an empty prompt");
            String named = image < 0 ? "" : row.get(image).strip();
            if (named.isEmpty() && image >= 0 && imageName.equals(IMAGES.get(0)))
                throw new BadData(file, place + " has an empty " + imageName);
            OptionalLong own = seed < 0 ? OptionalLong.empty() : seed(file, place, row.get(seed));
            return new PromptRow(new Prompt(place, text, named, own), others(row));
        }

        private Map<String, String> others(CSVRecord row) {
            Map<String, String> others = new LinkedHashMap<>();
            for (int i = 0; i < names.size(); i++) {
                if (i != prompt && i != seed) others.put(names.get(i), row.get(i));
            }
            return others;
        }

        private OptionalLong seed(Path file, String place, String text) {
            if (text.isBlank()) return OptionalLong.empty();
            try {
                // Tables that went through pandas say 4219.0.
                long seed = new BigDecimal(text.strip()).longValueExact();
                if (seed >= 0) return OptionalLong.of(seed);
            } catch (NumberFormatException | ArithmeticException e) {
                // said below
            }
            throw new BadData(
                    file, place + ": " + seedName + " is \"" + text + "\", expected a whole number of at least 0");
        }
    }
}
