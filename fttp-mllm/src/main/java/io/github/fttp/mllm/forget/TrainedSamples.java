package io.github.fttp.mllm.forget;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The first questions of the data of a run with their answers and images, to find these in data that should be another. */
final class TrainedSamples {
    private final Set<Sample> forget;
    private final List<Conversation> retain;
    private final Set<Sample> all;

    private record Sample(List<Path> images, List<Conversation.Turn> turns) {
        static Sample of(Conversation conversation) {
            Conversation first = conversation.firstAnswered();
            List<Path> images = first.images().stream()
                    .map(image -> image.toAbsolutePath().normalize())
                    .toList();
            return new Sample(images, first.turns());
        }
    }

    /** The data to forget and to keep. */
    TrainedSamples(List<Conversation> forget, List<Conversation> retain) {
        this.forget = new HashSet<>();
        forget.forEach(each -> this.forget.add(Sample.of(each)));
        this.retain = retain;
        all = new HashSet<>(this.forget);
        retain.forEach(each -> all.add(Sample.of(each)));
    }

    /** Says which of the data to keep is to be forgotten too. */
    Optional<String> overlap() {
        return found(forget, retain)
                .map(which -> which
                        + " of the data to keep are in the data to forget too: what is asked of the model there undoes"
                        + " itself");
    }

    /** Says which of a set's questions are trained on. */
    Optional<String> among(DataSet set, Collection<Question> questions) {
        return found(all, questions.stream().map(Question::conversation).toList())
                .map(which -> which + " of " + set + " are trained on: they do not tell what is known of unseen data");
    }

    /** Says which of what is held out is trained on all the same. */
    Optional<String> held(List<Conversation> conversations) {
        return found(all, conversations)
                .map(which -> which
                        + " held out of the data are in what is left of it once more: they do not tell what is known"
                        + " of unseen data");
    }

    private static Optional<String> found(Set<Sample> among, List<Conversation> conversations) {
        List<String> ids = new ArrayList<>();
        for (Conversation each : conversations) if (among.contains(Sample.of(each))) ids.add(each.id());
        return ids.isEmpty()
                ? Optional.empty()
                : Optional.of(ids.size() + " of " + conversations.size() + " samples (\"" + ids.get(0)
                        + (ids.size() > 1 ? "\" and others)" : "\")"));
    }
}
