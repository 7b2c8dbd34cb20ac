package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.sweep.ClaimFile.Content;
import io.github.fttp.metrics.sweep.ClaimFile.State;

/** A claim that a worker holds while it works: shows signs of life, and knows when it was taken for dead. */
final class Claim {
    private final ClaimFile file;
    /** Whoever takes over makes it. */
    private final ClaimFile heir;

    private final Lease lease;
    private final StopSignal lost = new StopSignal();
    private Content content;
    private long last;

    Claim(ClaimFile file, ClaimFile heir, Content content, Lease lease) {
        this.file = file;
        this.heir = heir;
        this.content = content;
        this.lease = lease;
        last = lease.calendar().getAsLong();
    }

    /** Shows a sign of life, if this still holds. */
    synchronized void beat() {
        if (content.state() != State.RUNNING || !isHeld()) return;
        try {
            content = content.next();
            file.write(content);
            last = lease.calendar().getAsLong();
        } catch (CannotWrite e) {
            // It may pass; if it does not, the claim is lost soon.
        }
    }

    /** Whether what is done still counts: nobody took over, and nobody may have by now. */
    synchronized boolean isHeld() {
        if (heir.exists() || lease.isLost(last)) lost.request();
        return !lost.isRequested();
    }

    /** Asks to stop once this does not hold any more. */
    StopSignal lost() {
        return lost;
    }

    /** Ends it without a word, for what was to be done shows. */
    synchronized void fulfil() {
        content = content.ended(State.DONE, "");
    }

    /**
     * Leaves it to others, unless it has ended: so that they need not wait for signs of life. One that was lost by silence too, as
     * after the machine slept: its owner lives, so nobody here would ever take over, its owner neither.
     */
    synchronized void leave() {
        if (content.state() != State.RUNNING || heir.exists()) return;
        try {
            content = content.ended(State.LEFT, "");
            file.write(content);
        } catch (CannotWrite e) {
            // They wait, then. Whatever led here is the fault that is worth telling.
        }
    }

    /** Ends it; one that was lost has ended already. */
    synchronized void end(State state, String message) {
        if (content.state() != State.RUNNING || !isHeld()) return;
        content = content.ended(state, message);
        file.write(content);
    }
}
