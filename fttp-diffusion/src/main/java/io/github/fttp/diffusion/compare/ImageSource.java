package io.github.fttp.diffusion.compare;

import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskConcept;
import java.util.List;

/** Where the images and prompts of a comparison in images come from, and what they come to. */
interface ImageSource extends AutoCloseable {
    /** The main table. */
    List<Column> columns();

    /** A concept with one draw's images, and as many prompts as the budget asks. */
    ImageExam exam(TaskConcept concept, int draw, Budget budget);

    /** Gives this source for another pipeline, such as one that was trained without the concept. */
    ImageExam exam(TaskConcept concept, Budget budget, ComparedPipeline other);

    /** See {@link io.github.fttp.metrics.compare.Environment#forgetting}. */
    double forgetting(Outcome before, Outcome after);

    /** See {@link io.github.fttp.metrics.compare.Environment#left}. */
    double left(Outcome before, Outcome after);

    /** See {@link io.github.fttp.metrics.compare.Environment#utility}. */
    double utility(Outcome before, Outcome after);

    /** Gives back what it was given beside the pipeline. */
    @Override
    default void close() {}
}
