package io.github.fttp.metrics;

import java.util.List;

/** Values that were observed of a model on one data set. */
public interface Observation {
    /** The samples that it was asked, in the order of all that was observed of them; equal ones are the same sample. */
    List<?> samples();
}
