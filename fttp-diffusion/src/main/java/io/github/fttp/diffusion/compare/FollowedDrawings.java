package io.github.fttp.diffusion.compare;

import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Waypoint;
import io.github.fttp.metrics.image.DrawingPrompt;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/**
 * Drawings of fixed seeds by which a run is followed: the concept is gone where none of them shows it, or of twenty or more one in
 * twenty. They are drawn until one does, beginning with the first that showed it at the look before, for that is the likeliest to
 * show it still; where one is so few that the concept would be gone, all are drawn.
 *
 * @param prompts that name the concept, at least one
 * @param shows draws some, and tells whether each shows the concept
 */
record FollowedDrawings(List<DrawingPrompt> prompts, Function<List<DrawingPrompt>, List<Boolean>> shows) {
    /** So many are drawn first; while none shows the concept so many more, then all the rest. */
    private static final int[] FIRST = {1, 3};

    /**
     * Draws as many as it takes to see whether the concept is gone.
     *
     * @param before what this gave at the look before; 1 at the first
     * @return the share of the drawings from the first that shows it to the last, those in front of it taken not to show it any more;
     *     where that is so few that the concept would be gone, the share of all that are drawn again and show it
     */
    double said(double before) {
        int all = prompts.size();
        int begin = (all - (int) Math.round(before * all)) % all;
        List<DrawingPrompt> inTurn = new ArrayList<>(prompts);
        Collections.rotate(inTurn, -begin);
        int showing = begin + firstShowing(inTurn);
        if (showing == begin + all) return 0;
        // Behind the last one begin those that showed nothing at an earlier look: of them one shows it again.
        double share = showing < all ? (all - showing) / (double) all : 1.0 / all;
        return share > Waypoint.GONE ? share : Score.share(shows.apply(prompts)).value();
    }

    /** The number of the first that shows the concept; that of all where none does. */
    private int firstShowing(List<DrawingPrompt> inTurn) {
        int drawn = 0;
        for (int turn = 0; drawn < inTurn.size(); turn++) {
            int more = turn < FIRST.length ? FIRST[turn] : inTurn.size();
            List<DrawingPrompt> some = inTurn.subList(drawn, Math.min(drawn + more, inTurn.size()));
            int showing = shows.apply(some).indexOf(true);
            if (showing >= 0) return drawn + showing;
            drawn += some.size();
        }
        return drawn;
    }
}
