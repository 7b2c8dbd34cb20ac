package io.github.fttp.metrics.knowledge;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Data that a run measures on and does not train on: sets given for it, and a share of its own data.
 *
 * @param given where each set is read from, by its name
 * @param share of the data to forget and of that to keep that is held out; where it is not said, a tenth where no given set
 *     stands for it
 * @param every how many steps to measure along the run, 0 for none
 * @param seed of what is held out
 * @param <F> what a set is read from
 */
public record UnseenSets<F>(Map<DataSet, F> given, OptionalDouble share, int every, long seed) {
    private static final double SHARE = 0.1;

    public UnseenSets {
        Check.atLeast(0, every, "steps between measurements");
        share.ifPresent(each -> Check.inHalfOpen(0, 1, each, "share to hold out"));
        given = Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /** No set given, a tenth held out. */
    public static <F> UnseenSets<F> every(int steps) {
        return new UnseenSets<>(Map.of(), OptionalDouble.empty(), steps, 0);
    }

    /**
     * Adds one more set.
     *
     * @throws IllegalArgumentException if there is such a set already
     */
    public UnseenSets<F> with(DataSet set, F from) {
        Map<DataSet, F> more = new LinkedHashMap<>(given);
        if (more.putIfAbsent(set, from) != null) {
            throw new IllegalArgumentException("there is a data set " + set + " already");
        }
        return new UnseenSets<>(more, share, every, seed);
    }

    /**
     * Lists the other concepts of which sets are given, see {@link DataSet#ofOther}.
     *
     * @param forgotten the concept that none of them may be
     * @throws BadData if one is that concept, or one is given twice under names that are read as the same
     */
    public List<Concept> others(Concept forgotten) {
        List<Concept> others = new ArrayList<>();
        for (DataSet set : given.keySet()) {
            if (set.role() != Role.RETAIN || set.label().isEmpty()) continue;
            if (forgotten.isNamed(set.label())) {
                throw new BadData(
                        "data set " + set,
                        "is to keep what \"" + forgotten.name() + "\" names, which is to be forgotten");
            }
            if (others.stream().anyMatch(each -> each.isNamed(set.label()))) {
                throw new BadData("data set " + set, "is of a concept that another set is of already");
            }
            others.add(Concept.of(set.label()));
        }
        return others;
    }

    /** Holds this share out in any case, from 0, less than 1. */
    public UnseenSets<F> share(double held) {
        return new UnseenSets<>(given, OptionalDouble.of(held), every, seed);
    }

    /** Measures after every so many steps. */
    public UnseenSets<F> measuredEvery(int steps) {
        return new UnseenSets<>(given, share, steps, seed);
    }

    /** Chooses otherwise what is held out. */
    public UnseenSets<F> seed(long other) {
        return new UnseenSets<>(given, share, every, other);
    }

    /** Says that a share that was asked for comes to nothing, the data being too few; empty if not. */
    public Optional<String> inVain(HeldOut fromForget, HeldOut fromRetain) {
        boolean asked = share.isPresent() && share.getAsDouble() > 0;
        if (!asked || !fromForget.isEmpty() || !fromRetain.isEmpty()) return Optional.empty();
        return Optional.of("a share of " + share.getAsDouble() + " is to be held out, but of so few samples none is: "
                + HeldOut.words(fromForget, fromRetain));
    }

    /** Chooses which of some samples are held out, where given sets of this role would stand for them. */
    public HeldOut heldOut(int samples, Role role) {
        boolean stands = given.keySet().stream().anyMatch(set -> set.role() == role);
        if (share.isEmpty() && stands) return HeldOut.nothing(samples);
        return HeldOut.of(samples, share.orElse(SHARE), seed);
    }
}
