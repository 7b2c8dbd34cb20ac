package io.github.fttp.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that somebody may have meant, for messages about unknown ones. */
public final class Nearest {
    private Nearest() {}

    /** The one that is fewest letters away, if that is not most of them; hyphens, underscores and case are no difference. */
    public static Optional<String> to(String said, Collection<String> known) {
        String bare = bare(said);
        return known.stream()
                .min(Comparator.comparingInt((String name) -> distance(bare, bare(name))))
                .filter(name -> distance(bare, bare(name)) <= Math.max(1, bare.length() / 2));
    }

    /** {@code ; did you mean NAME?}, to end a message with; empty where no name is near. */
    public static String hint(String said, Collection<String> known) {
        return to(said, known).map(name -> "; did you mean " + name + "?").orElse("");
    }

    private static String bare(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    /** Levenshtein's: the fewest letters to insert, delete or replace. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
