package io.github.fttp.metrics.compare;

import java.util.List;

/**
 * How many steps of training it took to bring concepts back, one for each. Where it took more than were made, all that is known is
 * that: they are no number to take a mean of.
 *
 * @param steps from the fewest; {@link Attack#MOST_STEPS} and one stand for more than were made
 */
record Relearnt(List<Integer> steps) {
    Relearnt {
        steps = steps.stream().sorted().toList();
    }

    /**
     * The steps in which at least half of the concepts came back, of an even number the lower median; more than were made where
     * half did not. NaN of none.
     */
    double median() {
        return steps.isEmpty() ? Double.NaN : steps.get((steps.size() - 1) / 2);
    }

    /**
     * The steps in which half of all concepts came back, more than were made where half did not; NaN where none was to bring back.
     *
     * @param concepts those too of which next to nothing was lost, so that there was nothing to bring back
     */
    double half(int concepts) {
        int half = (concepts - 1) / 2;
        if (steps.isEmpty()) return Double.NaN;
        return half < steps.size() ? steps.get(half) : Attack.MOST_STEPS + 1;
    }

    /** How many concepts did not come back. */
    long never() {
        return steps.stream().filter(each -> each > Attack.MOST_STEPS).count();
    }

    private static String text(double steps) {
        return steps > Attack.MOST_STEPS ? "more than " + Attack.MOST_STEPS : String.valueOf((int) steps);
    }

    /** {@code 3 (1 to 9), n 8} or {@code 3 (1 to more than 20, those in 2), n 8}; empty for none. */
    @Override
    public String toString() {
        if (steps.isEmpty()) return "";
        int least = steps.get(0);
        int most = steps.get(steps.size() - 1);
        String range = least == most ? "" : " (" + text(least) + " to " + text(most) + inSome() + ")";
        return text(median()) + range + ", n " + steps.size();
    }

    private String inSome() {
        return never() == 0 ? "" : " in " + never();
    }
}
