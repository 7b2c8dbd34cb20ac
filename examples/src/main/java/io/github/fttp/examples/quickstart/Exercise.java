package io.github.fttp.examples.quickstart;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.examples.quickstart.LittleWorld.Scene;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import java.util.ArrayList;
import java.util.List;

/**
 * What is taught, what is forgotten and what is asked, all of it different pictures.
 *
 * @param teaching each character alone, and with each other one on either side
 * @param forgetting the target alone, and with each other one
 * @param target the target alone
 * @param others each of the others alone
 * @param together the target with others
 */
record Exercise(
        List<Scene> teaching, List<Scene> forgetting, List<Scene> target, List<Scene> others, List<Scene> together) {
    /** Who is forgotten. */
    static final Someone TARGET = LittleWorld.PEOPLE.get(0);

    /**
     * How many scenes there are.
     *
     * @param taughtAlone of each character
     * @param taughtPairs of each ordered pair
     * @param forgottenAlone of the target
     * @param forgottenPairs of the target with each other one, on either side
     * @param askedTarget of the target
     * @param askedOthers of each of the others
     */
    record Sizes(
            int taughtAlone,
            int taughtPairs,
            int forgottenAlone,
            int forgottenPairs,
            int askedTarget,
            int askedOthers) {
        /** Enough to be taught well in half a minute. */
        static final Sizes QUICKSTART = new Sizes(100, 20, 16, 3, 10, 6);
    }

    static Exercise of(LittleWorld world, Sizes sizes) {
        List<Scene> teaching = new ArrayList<>();
        List<Scene> forgetting = new ArrayList<>(world.scenes(sizes.forgottenAlone(), TARGET));
        List<Scene> others = new ArrayList<>();
        List<Scene> together = new ArrayList<>();
        for (Someone one : LittleWorld.PEOPLE) {
            teaching.addAll(world.scenes(sizes.taughtAlone(), one));
            for (Someone other : LittleWorld.PEOPLE) {
                if (!other.equals(one)) teaching.addAll(world.scenes(sizes.taughtPairs(), one, other));
            }
            if (one.equals(TARGET)) continue;
            forgetting.addAll(world.scenes(sizes.forgottenPairs(), TARGET, one));
            forgetting.addAll(world.scenes(sizes.forgottenPairs(), one, TARGET));
            others.addAll(world.scenes(sizes.askedOthers(), one));
            together.addAll(world.scenes(1, TARGET, one));
        }
        return new Exercise(teaching, forgetting, world.scenes(sizes.askedTarget(), TARGET), others, together);
    }

    Concept concept() {
        return Concept.of(TARGET.name());
    }

    /** A few of the scenes that are asked about, of each kind. */
    List<Scene> shown() {
        List<Scene> shown = new ArrayList<>(target.subList(0, Math.min(3, target.size())));
        shown.addAll(together.subList(0, 3));
        for (int i = 0; i < 3; i++) shown.add(others.get(i * others.size() / 3));
        return shown;
    }
}
