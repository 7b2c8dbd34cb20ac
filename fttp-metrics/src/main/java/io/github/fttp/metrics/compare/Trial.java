package io.github.fttp.metrics.compare;

/**
 * One run of one method, or a look at the untouched model: a complete description of what is done and measured.
 *
 * @param modality {@code text} or {@code image}
 * @param method its id
 * @param setting what it runs with
 * @param concept the id of what is to be forgotten
 * @param draw of the samples to forget and to keep, and of everything random in the run
 * @param budget how much is asked afterwards
 */
public record Trial(String modality, String method, Setting setting, String concept, int draw, Budget budget) {
    /** The method of the untouched model. */
    public static final String BEFORE = "before";

    /** The untouched model's. */
    public static Trial before(String modality, String concept, Budget budget) {
        return new Trial(modality, BEFORE, Setting.NONE, concept, 0, budget);
    }

    /** The untouched model's, asked the same. */
    public Trial before() {
        return before(modality, concept, budget);
    }

    /** Whether it is the untouched model's. */
    public boolean ofUntouched() {
        return method.equals(BEFORE);
    }

    /**
     * Whether the run is looked at more closely, with examples kept and attacks tried: the first of a method on a concept,
     * unless it only serves to choose a setting.
     */
    public boolean closely() {
        return !budget.validates() && draw == 0;
    }
}
