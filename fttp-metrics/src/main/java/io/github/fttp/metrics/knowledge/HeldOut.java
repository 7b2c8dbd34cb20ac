package io.github.fttp.metrics.knowledge;

import io.github.fttp.core.Check;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Which samples of some data are kept from training, to measure on. Four are the fewest that an interval means something of, and
 * a run needs most of its data: of fewer than twenty samples none is held out.
 *
 * @param numbers of those held out, from 0
 * @param of how many samples there are
 */
public record HeldOut(Set<Integer> numbers, int of) {
    private static final int FEWEST = 4;
    private static final int ENOUGH = 20;

    public HeldOut {
        numbers = Collections.unmodifiableSet(new TreeSet<>(numbers));
    }

    /** Holds nothing out. */
    public static HeldOut nothing(int of) {
        return new HeldOut(Set.of(), of);
    }

    /**
     * Draws the samples to hold out: that share of them, at least four; nothing of fewer than twenty, or for a share of 0.
     *
     * @param share from 0, less than 1
     */
    public static HeldOut of(int samples, double share, long seed) {
        Check.inHalfOpen(0, 1, share, "share to hold out");
        if (share == 0 || samples < ENOUGH) return nothing(samples);
        int count = (int) Math.min(samples - 1L, Math.max(FEWEST, Math.round(share * samples)));
        List<Integer> order = IntStream.range(0, samples).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(seed));
        return new HeldOut(Set.copyOf(order.subList(0, count)), samples);
    }

    /** The data set of samples held out, by the role that they stand for. */
    public static DataSet set(Role role) {
        return new DataSet(role, "held out");
    }

    /**
     * Says what is held out of a run's data.
     *
     * @param ofRetain of the data to keep, if there are any
     */
    public static String words(HeldOut ofForget, HeldOut ofRetain) {
        return "held out of the data to forget: " + ofForget
                + (ofRetain.of() == 0 ? "" : ", of that to keep: " + ofRetain);
    }

    /** Whether nothing is held out. */
    public boolean isEmpty() {
        return numbers.isEmpty();
    }

    /** The samples that train, in their order. */
    public <T> List<T> training(List<T> samples) {
        return chosen(samples, false);
    }

    /** The samples held out, in their order. */
    public <T> List<T> held(List<T> samples) {
        return chosen(samples, true);
    }

    private <T> List<T> chosen(List<T> samples, boolean held) {
        if (samples.size() != of) {
            throw new IllegalArgumentException(samples.size() + " samples to part, expected " + of);
        }
        return IntStream.range(0, of)
                .filter(i -> numbers.contains(i) == held)
                .mapToObj(samples::get)
                .toList();
    }

    @Override
    public String toString() {
        if (isEmpty()) return "nothing of " + of + " samples";
        return numbers.size() + " of " + of + " samples";
    }
}
