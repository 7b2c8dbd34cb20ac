package io.github.fttp.core.nn;

/**
 * How much work the matching of expressions may do. Expressions come from files, and one such as {@code ((.*)*)*X} takes
 * longer than anyone lives; a step is one look at a character of a module's name.
 *
 * <p>An adapter may have a key for each of hundreds of modules, so that ordinary matches are never too many: each adds to
 * the budget what an ordinary one takes, up to a bound, and only what others take beyond can use it up.
 *
 * <p>Used by one thread.
 */
final class MatchBudget {
    /** Far above what an ordinary match takes. */
    private static final long ONE_NAME = 1_000_000;
    /** For what all matches of an adapter take beyond ordinary ones. */
    private static final long ALL_NAMES = 60_000_000;
    /** Above what expressions of real adapters take for one name: at most some thousands. */
    private static final long ORDINARY = 10_000;
    /** The most that ordinary matches add together: some seconds. */
    private static final long ALL_ORDINARY = 600_000_000;
    /** A step of some expressions takes a hundred times longer than one of others: the clock ends those. */
    private static final long NANOS = 2_000_000_000;

    private static final long NANOS_OF_A_STEP = 10;

    private static final long BETWEEN_LOOKS_AT_THE_CLOCK = 1 << 14;

    private final boolean shared;
    private long leftOfAll = ALL_NAMES;
    private long leftToAdd = ALL_ORDINARY;
    private long nanosLeft = NANOS;
    private long leftOfName;
    private long began;

    private MatchBudget(boolean shared) {
        this.shared = shared;
    }

    /** The further budget for each name that is matched. */
    static MatchBudget forEachName() {
        return new MatchBudget(false);
    }

    /** One for all names and expressions of an adapter. */
    static MatchBudget forAnAdapter() {
        return new MatchBudget(true);
    }

    /** The name as an expression sees it: looking at it costs steps. */
    CharSequence watched(String name) {
        if (!shared) {
            leftOfAll = ALL_NAMES;
            nanosLeft = NANOS;
        }
        long ordinary = Math.min(ORDINARY, leftToAdd);
        leftToAdd -= ordinary;
        leftOfAll += ordinary;
        nanosLeft += NANOS_OF_A_STEP * ordinary;
        leftOfName = ONE_NAME;
        began = System.nanoTime();
        return new Watched(name, 0, name.length());
    }

    /** Told when a match is over. */
    void ended() {
        nanosLeft -= System.nanoTime() - began;
    }

    private void spend() {
        leftOfName--;
        leftOfAll--;
        boolean look = leftOfName % BETWEEN_LOOKS_AT_THE_CLOCK == 0;
        if (leftOfName < 0 || leftOfAll < 0 || look && System.nanoTime() - began > nanosLeft) throw new Spent();
    }

    /** Thrown out of the middle of a match. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Spent() {
            super("matching takes too long", null, false, false);
        }
    }

    private final class Watched implements CharSequence {
        private final String name;
        private final int from;
        private final int to;

        Watched(String name, int from, int to) {
            this.name = name;
            this.from = from;
            this.to = to;
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            spend();
            return name.charAt(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(name, from + start, from + end);
        }

        @Override
        public String toString() {
            return name.substring(from, to);
        }
    }
}
