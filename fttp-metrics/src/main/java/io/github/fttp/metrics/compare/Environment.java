package io.github.fttp.metrics.compare;

import io.github.fttp.core.train.Resumption;
import java.util.List;
import java.util.Optional;

/** Where the methods of one modality are run and measured. */
public interface Environment extends AutoCloseable {
    /** {@code text} or {@code image}. */
    String modality();

    /** All methods, in the order of the report. */
    List<ComparedMethod> methods();

    /** Says what of the model a method changes with a setting, such as {@code LoRA}: only alike is compared. */
    String trains(String method, Setting setting);

    /** Says where in the model that is, such as {@code first half}, beyond what {@link #trains} says; may be empty. */
    String place(String method, Setting setting);

    /** Lists what the main table shows. */
    List<Column> columns();

    /** Gives what reports call a concept. */
    String conceptName(String id);

    /** Looks at the model as it is on what runs on a concept are followed on. */
    Waypoint look(String concept);

    /**
     * Runs a method and measures it, or measures the untouched model; the model is as it was afterwards.
     *
     * @param resumption where a run goes on that was stopped, to the bits of one that was not
     * @return empty if it was asked to stop
     */
    Optional<Run> run(Trial trial, Resumption resumption);

    /**
     * Runs a method, and leaves the model as it has become: whatever follows is on that model, which counts as the untouched one.
     *
     * @return false if it was asked to stop
     * @throws io.github.fttp.core.train.Diverged if weights are no numbers
     */
    boolean change(Trial trial, Resumption resumption);

    /**
     * Measures how much the model as it is knows of a concept, no more than {@link #forgetting} asks for. The first time, the model
     * is observed as the one that it is compared with later.
     *
     * @param untouched whose concept and budget count
     */
    Outcome known(Trial untouched);

    /**
     * How far the concept is gone, from 0 (nothing happened) to 1 (nothing is left); of runs that did not diverge. 1 or NaN where
     * the untouched model does not know the concept.
     */
    double forgetting(Outcome before, Outcome after);

    /**
     * How much of what the untouched model knows of a concept is left, from 0 (nothing) to 1 (all), of runs that did not diverge:
     * the harmonic mean of what is left of each kind, where {@link #forgetting} is that of what is gone. Between both lies what
     * knows a concept's name and none of its facts: it is neither forgotten nor left.
     */
    double left(Outcome before, Outcome after);

    /** How much of everything else is still there, from 0 (nothing) to 1 (all); likewise. */
    double utility(Outcome before, Outcome after);

    @Override
    void close();

    /** The outcome of a run, and what it took. */
    record Run(Outcome outcome, Cost cost) {}
}
