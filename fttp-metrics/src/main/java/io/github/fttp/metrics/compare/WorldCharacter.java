package io.github.fttp.metrics.compare;

import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;

/** A character of the drawn world as a concept to forget. */
public record WorldCharacter(DrawnWorld world, DrawnCharacter character) implements ConceptData {
    /** Gives the task of one draw, with what a budget asks: something else to choose settings by than in the end. */
    public ForgetTask task(int draw, Budget budget) {
        return new ForgetTask(world.world(), character, draw, budget.validates() ? Split.VALIDATION : Split.TEST);
    }
}
