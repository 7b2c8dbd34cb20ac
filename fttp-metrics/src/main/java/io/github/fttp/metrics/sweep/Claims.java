package io.github.fttp.metrics.sweep;

import io.github.fttp.metrics.sweep.ClaimFile.Content;
import io.github.fttp.metrics.sweep.ClaimFile.State;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who runs what, in a folder that all workers share. A claim to {@code id} is the file {@code id.0}; whoever takes over from an
 * owner that left, failed or died makes {@code id.1}, and so on: the last one holds it. No claim is ever deleted, so that of all
 * who saw the same owner die one alone takes over, and an owner that was believed dead sees that it has lost it.
 *
 * <p>Belongs to one thread.
 */
final class Claims {
    private final Path folder;
    private final Lease lease;
    private final Map<Path, Sign> seen = new HashMap<>();

    /** @param since when this beat was first seen */
    private record Sign(long beat, long since) {}

    Claims(Path folder, Lease lease) {
        this.folder = folder;
        this.lease = lease;
    }

    /**
     * How {@code id} stands.
     *
     * @param last of its claims; empty where there is none
     * @param number of claims so far
     */
    private record Standing(Optional<Content> last, int number) {}

    private ClaimFile file(String id, int number) {
        return new ClaimFile(folder.resolve(id + "." + number));
    }

    private Standing standing(String id) {
        int number = 0;
        while (file(id, number).exists()) number++;
        return new Standing(
                number == 0 ? Optional.empty() : file(id, number - 1).read(), number);
    }

    /**
     * Claims it.
     *
     * @return empty where another one holds it, or all is done
     */
    Optional<Claim> take(String id) {
        Standing standing = standing(id);
        if (standing.number() > 0 && !isFree(id, standing)) return Optional.empty();
        Content begun = Content.begun();
        ClaimFile next = file(id, standing.number());
        if (!next.create(begun)) return Optional.empty();
        return Optional.of(new Claim(next, file(id, standing.number() + 1), begun, lease));
    }

    private boolean isFree(String id, Standing standing) {
        Path file = file(id, standing.number() - 1).path();
        if (standing.last().isEmpty()) return isSilent(file, -1); // half a file
        Content last = standing.last().get();
        return switch (last.state()) {
            case DONE -> false;
            case LEFT, FAILED -> true;
            case RUNNING -> last.owner().isHere() ? !last.owner().lives() : isSilent(file, last.beat());
        };
    }

    private boolean isSilent(Path file, long beat) {
        Sign sign = seen.get(file);
        if (sign == null || sign.beat() != beat) {
            seen.put(file, new Sign(beat, lease.stopwatch().getAsLong()));
            return false;
        }
        return lease.isOver(sign.since());
    }

    /** Gives what its last owner said when nothing was left to do. */
    Optional<String> end(String id) {
        return standing(id).last().filter(last -> last.state() == State.DONE).map(Content::message);
    }

    /** Counts the owners that it went wrong for. */
    int failures(String id) {
        int failures = 0;
        for (int number = 0; file(id, number).exists(); number++) {
            if (file(id, number)
                    .read()
                    .filter(each -> each.state() == State.FAILED)
                    .isPresent()) failures++;
        }
        return failures;
    }
}
