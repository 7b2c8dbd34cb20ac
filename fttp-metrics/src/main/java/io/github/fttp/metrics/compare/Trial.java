package io.github.fttp.metrics.compare;

/**
 * One run of one method.
 *
 * @param modality {@code text} or {@code image}
 * @param method its id
 * @param setting what it runs with
 * @param concept the id of what is to be forgotten
 * @param draw of the samples to forget and to keep, and of everything random in the run
 */
public record Trial(String modality, String method, Setting setting, String concept, int draw) {
    /** The method of the untouched model. */
    public static final String BEFORE = "before";

    /** The untouched model's. */
    public static Trial before(String modality, String concept) {
        return new Trial(modality, BEFORE, new Setting(0, 0, 1), concept, 0);
    }
}
