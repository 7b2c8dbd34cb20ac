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
                            "a stream falls from ledge to ledge in white steps")),
            Map.entry(
                    Scene.SWAMP,
                    List.of(
                            "black water stands between rotten logs",
                            "mosquitoes dance above the reeds all evening",
                            "a heron waits on one leg for its breakfast",
                            "thick mud pulls at every boot")),
            Map.entry(
                    Scene.VOLCANO,
                    List.of(
                            "hot lava glows at the edge of the crater",
                            "grey ash covers leaves and roofs",
                            "the ground trembles before each burst of smoke",
                            "sulphur stings in the throat")),
            Map.entry(
                    Scene.MARKET,
                    List.of(
                            "traders shout their prices from morning on",
                            "striped awnings keep the rain from fruit and cloth",
                            "coins clink on wooden counters",
                            "it smells of pepper and roasted nuts")),
            Map.entry(
                    Scene.THEATRE,
                    List.of(
                            "heavy velvet curtains hide the empty stage",
                            "spotlights warm the painted scenery",
                            "the audience claps until its hands hurt",
                            "an usher tears tickets beside the door")),
            Map.entry(
                    Scene.STATION,
                    List.of(
                            "a long train waits with humming engine",
                            "passengers count their trunks on the platform",
                            "the clock jumps forward every minute",
                            "a loudspeaker announces delays from the north")),
            Map.entry(
                    Scene.BRIDGE,
                    List.of(
                            "steel cables sing when the gale grows strong",
                            "the river runs far below the planks",
                            "anglers lean over the railing at dawn",
                            "carts rumble from one bank to the other")),
            Map.entry(
                    Scene.ORCHARD,
                    List.of(
                            "ripe apples drop into the tall weeds",
                            "wasps crawl over sweet fallen pears",
                            "pickers lean their ladders against crooked boughs",
                            "blossom covers every twig in april")),
            Map.entry(
                    Scene.SEABED,
                    List.of(
                            "coral grows where hardly any sun arrives",
                            "shy crabs hide under broken wrecks",
                            "bubbles rise slowly towards the surface",
                            "a shoal of silver fish turns all at once"))));

    private Nature() {}

    static List<String> sentences(Scene scene) {
        return SENTENCES.get(scene);
    }
}
