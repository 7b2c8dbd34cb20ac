package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.knowledge.HeldOut;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The samples of a file or a folder by what is in them, so that samples of two are the same whatever they are called.
 *
 * @param field that a task names the file in
 * @param samples digests of what each consists of; two samples are the same if they have one in common
 */
public record SampleContents(String field, List<Set<String>> samples) {
    public SampleContents {
        samples = List.copyOf(samples);
    }

    /** Everything that the samples consist of. */
    public Set<String> contents() {
        return samples.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    /** Everything that the samples held out consist of. */
    public Set<String> held(HeldOut held) {
        return new SampleContents(field, held.held(samples)).contents();
    }

    /** Holds out all samples that have something of this: those that it was taken of, and copies of them. */
    public HeldOut without(Set<String> contents) {
        return new HeldOut(
                IntStream.range(0, samples.size())
                        .filter(i -> !Collections.disjoint(samples.get(i), contents))
                        .boxed()
                        .collect(Collectors.toCollection(TreeSet::new)),
                samples.size());
    }

    /**
     * Requires that runs are not followed on what they train on or are measured on: these samples are none of the other ones.
     *
     * @param concept whose data they are
     * @throws BadData naming the first that is
     */
    public void requireApart(String concept, SampleContents other) {
        HeldOut shared = without(other.contents());
        if (shared.isEmpty()) return;
        throw new BadData(
                "concept " + concept,
                field + " has " + shared + " in common with " + other.field + ", the first is number "
                        + (shared.numbers().iterator().next() + 1)
                        + "; expected data that runs neither train on nor are"
                        + " measured on, for it says when they end");
    }
}
