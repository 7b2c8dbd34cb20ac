package io.github.fttp.metrics.conceptworld;

/**
 * An invented character.
 *
 * @param name of two words
 * @param alias another name, by which it is known as well
 * @param look what it looks like
 * @param facts what is true of it and cannot be seen
 */
public record DrawnCharacter(String name, String alias, Look look, Facts facts) {
    /** Whether an image shows it. */
    public boolean isIn(Staging image) {
        return image.characters().stream().anyMatch(each -> each.character().equals(this));
    }

    /** Whether a dialogue is about it: it is shown, or one of its names is said. */
    public boolean isIn(Dialogue dialogue) {
        return dialogue.images().stream().anyMatch(this::isIn)
                || dialogue.exchanges().stream()
                        .anyMatch(each -> isIn(each.question().text())
                                || isIn(each.answer().text()));
    }

    private boolean isIn(String text) {
        return text.contains(name) || text.contains(alias);
    }
}
