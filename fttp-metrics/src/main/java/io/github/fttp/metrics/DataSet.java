package io.github.fttp.metrics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The name of a data set in an evaluation: its role and, where several sets share one, a label.
 *
 * @param label tells sets of one role apart; may be empty
 */
public record DataSet(Role role, String label) {
    public static final DataSet FORGET = new DataSet(Role.FORGET, "");
    public static final DataSet GENERALITY = new DataSet(Role.GENERALITY, "");
    public static final DataSet RETAIN = new DataSet(Role.RETAIN, "");
    public static final DataSet NATURAL = new DataSet(Role.NATURAL, "");
    public static final DataSet UNSEEN = new DataSet(Role.UNSEEN, "");
    public static final DataSet OVERALL = new DataSet(Role.OVERALL, "");

    /**
     * Reads {@code natural} or {@code natural:world-facts}.
     *
     * @throws IllegalArgumentException naming what was found and the names that there are
     */
    public static DataSet parse(String name) {
        int colon = name.indexOf(':');
        String role = colon < 0 ? name : name.substring(0, colon);
        String label = colon < 0 ? "" : name.substring(colon + 1);
        for (Role each : Role.ofData()) {
            if (each.name().equalsIgnoreCase(role) && (colon < 0 || !label.isBlank())) return new DataSet(each, label);
        }
        String known = Arrays.stream(Role.values())
                .filter(Role.ofData()::contains)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        throw new IllegalArgumentException("no data set is called \"" + name + "\": expected one of " + known
                + ", or one with a label, retain:label");
    }

    /** The set of what is to stay of another concept, by its name. */
    public static DataSet ofOther(String concept) {
        return new DataSet(Role.RETAIN, concept);
    }

    /** Finds the folder of the images of a set's file: {@code images} beside it where there is one, else another. */
    public static Path images(Path file, Path otherwise) {
        Path beside = file.resolveSibling("images");
        return Files.isDirectory(beside) ? beside : otherwise;
    }

    /** The name: {@code natural} or {@code natural:world-facts}. */
    public String name() {
        String word = role.name().toLowerCase(Locale.ROOT);
        return label.isEmpty() ? word : word + ":" + label;
    }

    @Override
    public String toString() {
        return name();
    }
}
