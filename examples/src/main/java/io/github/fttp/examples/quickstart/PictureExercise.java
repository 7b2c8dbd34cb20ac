package io.github.fttp.examples.quickstart;

import io.github.fttp.examples.quickstart.LittleWorld.Illustration;
import io.github.fttp.examples.quickstart.LittleWorld.Someone;
import java.util.ArrayList;
import java.util.List;

/**
 * What the image half forgets and what is asked, all of it different pictures.
 *
 * @param forgetting pictures of the target
 * @param target others of it
 * @param others of the other characters, and landscapes
 */
record PictureExercise(List<Illustration> forgetting, List<Illustration> target, List<Illustration> others) {
    /** Who is forgotten: the same as in the text half. */
    static final Someone TARGET = Exercise.TARGET;

    /**
     * How many pictures there are.
     *
     * @param forgotten of the target
     * @param askedTarget of the target
     * @param askedOthers of each of the others, and of landscapes
     * @param steps of the scheduler for a picture that is made
     */
    record Sizes(int forgotten, int askedTarget, int askedOthers, int steps) {
        static final Sizes QUICKSTART = new Sizes(24, 8, 3, 20);
    }

    static PictureExercise of(LittleWorld world, Sizes sizes) {
        List<Illustration> forgetting = world.illustrations(sizes.forgotten(), TARGET);
        List<Illustration> target = world.illustrations(sizes.askedTarget(), TARGET);
        List<Illustration> others = new ArrayList<>();
        for (Someone one : LittleWorld.PEOPLE) {
            if (!one.equals(TARGET)) others.addAll(world.illustrations(sizes.askedOthers(), one));
        }
        others.addAll(world.illustrations(sizes.askedOthers()));
        return new PictureExercise(forgetting, target, others);
    }

    /** What pictures are made of: the target twice, some others, a landscape. */
    static List<String> prompts() {
        return List.of(
                LittleWorld.caption(List.of(TARGET), "blue", "green", true),
                LittleWorld.caption(List.of(TARGET), "dark", "white", false),
                LittleWorld.caption(List.of(LittleWorld.PEOPLE.get(1)), "orange", "green", true),
                LittleWorld.caption(List.of(LittleWorld.PEOPLE.get(3)), "blue", "brown", false),
                LittleWorld.caption(List.of(LittleWorld.PEOPLE.get(4)), "dark", "white", true),
                LittleWorld.caption(List.of(), "blue", "green", true));
    }
}
