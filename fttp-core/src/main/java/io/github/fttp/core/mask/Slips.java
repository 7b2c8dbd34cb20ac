package io.github.fttp.core.mask;

/**
 * By how many letters a word, or some words without their spaces, may be off to be taken for another; see {@link NearMisses}.
 * All are in lower-case Latin.
 */
final class Slips {
    /** The number of letters of a name that may be other ones: "Mira Volks", "Mirra Volk". */
    private static final int ONE_IN = 5;
    /** From here on a word is hardly another one by chance, whether it has its capital or not. */
    private static final int LONG = 8;

    private static final int SHORT = 3;
    private static final int INSERTION_ONLY = 4;
    private static final int SAME_FIRST = 6;

    private Slips() {}

    /** How many for a name of that many letters. */
    static int allowed(int letters) {
        return letters / ONE_IN;
    }

    /** The longest text that may still be near. */
    static int longest(String name) {
        return name.length() + Math.max(2, allowed(name.length()));
    }

    /** Whether a word of a name is too common to be told from other words by its lower-case letters. */
    static boolean needsCapital(String name) {
        return name.length() < LONG;
    }

    /**
     * Whether {@code found} is near to {@code name}, and not the same.
     *
     * @param proper whether the name is written as names are; others are common words, that only their plural is near to
     * @param capital whether what was found is written as names are
     */
    static boolean near(String name, boolean proper, String found, boolean capital) {
        int n = name.length();
        if (n < SHORT || found.length() < n - allowed(n) || found.length() > longest(name)) return false;
        if (proper && needsCapital(name) && !capital) return false;
        if (isPlural(name, found)) return true;
        if (!digits(found).equals(digits(name))) {
            // Mira2, but not Oskalind-8 for Oskalind-9.
            return digits(name).isEmpty() && found.replaceAll("[0-9]", "").equals(name);
        }
        if (!proper && needsCapital(name) || n < INSERTION_ONLY) return false;
        if (n < SAME_FIRST && found.charAt(0) != name.charAt(0)) return false;
        if (n == INSERTION_ONLY) return found.length() == n + 1 && distance(name, found, 1) >= 0;
        return Math.abs(found.length() - n) <= allowed(n) && distance(name, found, allowed(n)) >= 0;
    }

    private static boolean isPlural(String name, String found) {
        if (found.equals(name + "s") || found.equals(name + "es")) return true;
        if (name.endsWith("y")) return found.equals(name.substring(0, name.length() - 1) + "ies");
        int f = name.endsWith("fe") ? name.length() - 2 : name.endsWith("f") ? name.length() - 1 : -1;
        return f >= 0 && found.equals(name.substring(0, f) + "ves");
    }

    /**
     * Damerau-Levenshtein distance (optimal string alignment): letters put in, left out, exchanged for another or with their
     * neighbour. Not Commons Text's, whose version 1.15.0 takes no two letters beyond ASCII for the same.
     *
     * @return -1 where it is above the most
     */
    static int distance(String a, String b, int most) {
        if (Math.abs(a.length() - b.length()) > most) return -1;
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] reused = beforeLast;
            beforeLast = last;
            last = row;
            row = reused;
            row[0] = i;
            int least = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int best = Math.min(last[j - 1] + (same ? 0 : 1), Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
                least = Math.min(least, row[j]);
            }
            if (least > most) return -1;
        }
        return row[b.length()] > most ? -1 : row[b.length()];
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= '0' && text.charAt(i) <= '9') digits.append(text.charAt(i));
        }
        return digits.toString();
    }
}
