package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskConcept;
import java.util.List;

/** Where the samples and questions of a comparison in text come from, and what they come to. */
interface TextSource {
    /** The main table. */
    List<Column> columns();

    /** A concept with one draw's samples, and as many questions as the budget asks. */
    TextExam exam(TaskConcept concept, int draw, Budget budget);

    /** See {@link io.github.fttp.metrics.compare.Environment#forgetting}. */
    double forgetting(Outcome before, Outcome after);

    /** See {@link io.github.fttp.metrics.compare.Environment#left}. */
    double left(Outcome before, Outcome after);

    /** See {@link io.github.fttp.metrics.compare.Environment#utility}. */
    double utility(Outcome before, Outcome after);
}
