package io.github.fttp.core.train;

import java.util.Optional;

/**
 * Says when a run has forgotten enough; it is asked after every step, or at the end of every cycle where a method sees forget and
 * retain data in turns, but not of one that the run does not come to the end of.
 *
 * <p>The answer depends on the model as it is and on the step alone, so that a resumed run ends where one does that was not
 * interrupted. {@code toString} says what is aimed at: it stands in the run's settings.
 */
public interface Goal {
    /**
     * Whether it is reached.
     *
     * @param step that was just made
     * @return by how much, in words for people; empty where it is not reached
     */
    Optional<String> reached(Step step);
}
