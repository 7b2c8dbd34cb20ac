package io.github.fttp.mllm.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.knowledge.HeldOut;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Data that is measured on and not trained on.
 *
 * @param files of conversations, by the name of the set
 * @param share of the data to forget and of that to keep that is held out; where it is not said, a tenth where no file stands
 *     for it
 * @param every how many steps to measure along the run, 0 for none
 * @param seed of what is held out
 */
record UnseenSets(Map<DataSet, Conversations> files, OptionalDouble share, int every, long seed) {
    private static final double SHARE = 0.1;
    private static final int EVERY = 10;

    /** A file with the folder of its images. */
    record Conversations(Path file, Path images) {}

    UnseenSets {
        Check.atLeast(0, every, "steps between measurements");
        share.ifPresent(each -> Check.inHalfOpen(0, 1, each, "share to hold out"));
        files = new LinkedHashMap<>(files);
    }

    /** No file, a tenth held out, every ten steps. */
    static UnseenSets standard() {
        return new UnseenSets(Map.of(), OptionalDouble.empty(), EVERY, 0);
    }

    UnseenSets with(DataSet set, Conversations conversations) {
        Map<DataSet, Conversations> more = new LinkedHashMap<>(files);
        more.put(set, conversations);
        return new UnseenSets(more, share, every, seed);
    }

    UnseenSets share(double held) {
        return new UnseenSets(files, OptionalDouble.of(held), every, seed);
    }

    UnseenSets every(int steps) {
        return new UnseenSets(files, share, steps, seed);
    }

    UnseenSets seed(long other) {
        return new UnseenSets(files, share, every, other);
    }

    Map<DataSet, List<Question>> read(ImageProcessor processor, Decoding decoding) {
        Map<DataSet, List<Question>> sets = new LinkedHashMap<>();
        files.forEach((set, each) -> sets.put(set, Question.read(each.file(), each.images(), processor, decoding)));
        return sets;
    }

    /** Which of some samples are held out, where sets of this role would stand for them. */
    HeldOut heldOut(int samples, Role role) {
        boolean given = files.keySet().stream().anyMatch(set -> set.role() == role);
        if (share.isEmpty() && given) return HeldOut.nothing(samples);
        return HeldOut.of(samples, share.orElse(SHARE), seed);
    }
}
