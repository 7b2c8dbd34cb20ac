package io.github.fttp.metrics.conceptworld;

import io.github.fttp.metrics.conceptworld.Staging.PlacedCharacter;
import io.github.fttp.metrics.conceptworld.Staging.PlacedThing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Puts characters and things into places, all at random. */
final class Stage {
    private final List<Scene> scenes;
    private final SplittableRandom random;

    Stage(List<Scene> scenes, SplittableRandom random) {
        this.scenes = scenes;
        this.random = random;
    }

    /** These characters, from left to right, somewhere; at most two. */
    Staging with(List<DrawnCharacter> characters) {
        List<PlacedCharacter> placed = new ArrayList<>();
        for (int i = 0; i < characters.size(); i++) {
            double share = Sketch.UNITS / characters.size();
            double middle = share * (i + 0.5) + (characters.size() == 1 ? 28 : 7) * (random.nextDouble() - 0.5);
            double scale =
                    characters.size() == 1 ? 0.95 + 0.35 * random.nextDouble() : 0.85 + 0.2 * random.nextDouble();
            placed.add(new PlacedCharacter(
                    characters.get(i),
                    Draw.from(random, Pose.values()),
                    random.nextBoolean() ? 1 : -1,
                    middle,
                    55 + 5 * random.nextDouble(),
                    scale));
        }
        return new Staging(
                Draw.from(random, scenes),
                random.nextDouble(),
                Draw.from(random, Light.values()),
                things(placed),
                placed);
    }

    /** None in a third of all images, else one to three of a kind at a side where there is room. */
    private List<PlacedThing> things(List<PlacedCharacter> characters) {
        if (characters.size() > 1 || random.nextInt(3) == 0) return List.of();
        Thing thing = Draw.from(random, Thing.values());
        int count = 1 + random.nextInt(characters.isEmpty() ? 3 : 2);
        double middle =
                characters.isEmpty() ? Sketch.UNITS / 2 : characters.get(0).middle();
        boolean right = characters.isEmpty() ? random.nextBoolean() : middle < Sketch.UNITS / 2;
        List<Double> middles = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double fromEdge = 6 + 10.5 * i + random.nextDouble();
            middles.add(right ? Sketch.UNITS - fromEdge : fromEdge);
        }
        return List.of(new PlacedThing(thing, Draw.from(random, Hue.values()), middles, 57 + 4 * random.nextDouble()));
    }
}
