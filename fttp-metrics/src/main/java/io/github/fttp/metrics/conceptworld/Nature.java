package io.github.fttp.metrics.conceptworld;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Sentences on what places are like, in the words of whoever has been there; nobody with a name is in it. */
final class Nature {
    private static final Map<Scene, List<String>> SENTENCES = new EnumMap<>(Map.ofEntries(
            Map.entry(
                    Scene.MEADOW,
                    List.of(
                            "soft grass bends in the warm wind",
                            "small white flowers open when the sun comes out",
                            "bees hum from one bloom to the next",
                            "after rain the hills smell of fresh hay")),
            Map.entry(
                    Scene.BEACH,
                    List.of(
                            "slow waves roll over the yellow sand",
                            "gulls cry above the salty water",
                            "children dig deep holes and build walls of sand",
                            "the tide carries shells and weed to the shore")),
            Map.entry(
                    Scene.DESERT,
                    List.of(
                            "dry dunes stretch as far as the eye can see",
                            "a tall cactus keeps water for the long summer",
                            "the heat makes the air shake above the stones",
                            "few plants grow where rain almost never falls")),
            Map.entry(
                    Scene.FOREST,
                    List.of(
                            "dark firs stand close together and hide the path",
                            "moss covers the old trunks on their northern side",
                            "an owl calls somewhere between the branches",
                            "young ferns push through the wet leaves in spring")),
            Map.entry(
                    Scene.SNOW,
                    List.of(
                            "thick flakes fall without any sound",
                            "the cold bites every nose and every finger",
                            "deep tracks cross the white fields",
                            "in winter the days are short and pale")),
            Map.entry(
                    Scene.STREET,
                    List.of(
                            "high houses look down on the grey road",
                            "lights go on behind the square windows in the evening",
                            "a tram rings its bell at the corner",
                            "people hurry past the shops with heavy baskets")),
            Map.entry(
                    Scene.HARBOUR,
                    List.of(
                            "a red boat rocks beside the wooden pier",
                            "ropes creak while the crew mends torn nets",
                            "the lamp at the entrance turns all through the dark hours",
                            "barges bring coal and grain from far countries")),
            Map.entry(
                    Scene.KITCHEN,
                    List.of(
                            "a pot of soup steams on the iron stove",
                            "clean plates dry next to the sink",
                            "the tiles are cold under bare feet",
                            "someone has cut an onion and left the knife")),
            Map.entry(
                    Scene.LIBRARY,
                    List.of(
                            "long shelves bend under thousands of books",
                            "readers whisper and turn thin pages",
                            "dust floats in the light of a single lamp",
                            "a ladder leads up to the rarest volumes")),
            Map.entry(
                    Scene.CAVE,
                    List.of(
                            "water drips from the pointed rocks",
                            "a green crystal glows in the darkness",
                            "every step comes back as an echo",
                            "bats sleep under the ceiling until sunset")),
            Map.entry(
                    Scene.MOON,
                    List.of(
                            "nothing moves between the silent craters",
                            "the earth hangs like a blue marble in the black sky",
                            "footprints stay in the dust for ages",
                            "without air no sound can travel")),
            Map.entry(
                    Scene.MOUNTAINS,
                    List.of(
                            "sharp peaks keep their ice even in july",
                            "a narrow trail climbs along the cliff",
                            "clouds gather around the highest top",
                            "a stream falls from ledge to ledge in white steps"))));

    private Nature() {}

    static List<String> sentences(Scene scene) {
        return SENTENCES.get(scene);
    }
}
