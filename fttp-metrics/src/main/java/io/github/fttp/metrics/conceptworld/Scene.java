package io.github.fttp.metrics.conceptworld;

import static io.github.fttp.metrics.conceptworld.Sketch.UNITS;
import static io.github.fttp.metrics.conceptworld.Sketch.box;
import static io.github.fttp.metrics.conceptworld.Sketch.line;
import static io.github.fttp.metrics.conceptworld.Sketch.oval;
import static io.github.fttp.metrics.conceptworld.Sketch.polygon;
import static java.awt.Color.decode;

import java.awt.Color;
import java.util.Locale;

/**
 * Places; the first twelve are those of the small world. Each is painted with a little variation, and has its ground where
 * characters can stand.
 */
public enum Scene {
    MEADOW("in the meadow") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#8fc7f5", "#dff1fb");
            s.fill(decode("#7fbf5a"), oval(16 + 20 * v, 46, 90, 26));
            s.fill(decode("#5fa84f"), box(0, 44, UNITS, 20));
            for (int i = 0; i < 7; i++) {
                double x = (9.7 * i + 20 * v) % UNITS;
                s.fill(i % 2 == 0 ? Color.WHITE : decode("#f7e04b"), oval(x, 48 + 5 * (i % 3), 2, 2));
            }
        }
    },
    BEACH("on the beach") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#6db9ee", "#cfeaf7");
            s.fill(decode("#2f86b5"), box(0, 28, UNITS, 16));
            for (int i = 0; i < 5; i++) {
                s.outline(
                        decode("#bfe3f2"),
                        1,
                        line((14 * i + 14 * v) % 60, 32 + 4 * (i % 3), (14 * i + 14 * v) % 60 + 6, 32 + 4 * (i % 3)));
            }
            s.fill(decode("#ecd79a"), box(0, 43, UNITS, 21));
        }
    },
    DESERT("in the desert") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#f6c98b", "#fbe9c8");
            s.fill(decode("#fff2b0"), oval(12 + 40 * v, 10, 9, 9));
            s.fill(decode("#d9a55c"), oval(10 + 20 * v, 50, 60, 30));
            s.fill(decode("#c98f45"), oval(56 + 6 * v, 54, 60, 30));
            s.fill(decode("#d39b50"), box(0, 52, UNITS, 12));
            double x = 54 - 46 * v;
            s.outline(decode("#3c7a43"), 3, line(x, 50, x, 34));
            s.outline(decode("#3c7a43"), 2, line(x, 43, x + 5, 43));
            s.outline(decode("#3c7a43"), 2, line(x + 5, 43, x + 5, 38));
        }
    },
    FOREST("in the forest") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#a7cfa2", "#d7ead0");
            for (int i = 0; i < 5; i++) {
                double x = 4 + 14 * i + 5 * v;
                s.fill(decode("#5b4027"), box(x - 1.5, 30, 3, 18));
                s.fill(decode(i % 2 == 0 ? "#24613a" : "#2f7446"), polygon(x - 9, 36, x + 9, 36, x, 4 + 3 * (i % 2)));
            }
            s.fill(decode("#41633a"), box(0, 46, UNITS, 18));
        }
    },
    SNOW("in the snow") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#b7c6d9", "#e3eaf2");
            s.fill(decode("#ffffff"), oval(14 + 30 * v, 54, 80, 30));
            s.fill(decode("#eef3f8"), box(0, 46, UNITS, 18));
            for (int i = 0; i < 16; i++) {
                s.fill(Color.WHITE, oval((13.3 * i + 30 * v) % UNITS, (7.9 * i + 10 * v) % 42, 1.8, 1.8));
            }
        }
    },
    STREET("in the street") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#9fc0dc", "#dbe7f0");
            String[] walls = {"#b5654d", "#c9b18a", "#7f8fa3", "#a78a9e"};
            for (int i = 0; i < 4; i++) {
                double left = 17 * i - 10 * v;
                double top = 10 + 5 * ((i * 7) % 3);
                s.fill(decode(walls[i]), box(left, top, 16, 40));
                for (int w = 0; w < 4; w++) {
                    s.fill(decode("#f6e9a8"), box(left + 3 + 7 * (w % 2), top + 4 + 9 * (w / 2), 3, 4));
                }
            }
            s.fill(decode("#8b8b90"), box(0, 46, UNITS, 18));
            s.fill(decode("#6d6d73"), box(0, 51, UNITS, 13));
        }
    },
    HARBOUR("at the harbour") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#a9d3e8", "#e2f0f5");
            s.fill(decode("#1f5f86"), box(0, 30, UNITS, 18));
            double x = 6 + 30 * v;
            s.fill(decode("#8c3b2e"), polygon(x, 30, x + 22, 30, x + 18, 37, x + 4, 37));
            s.outline(decode("#5b4027"), 1.2, line(x + 11, 30, x + 11, 8));
            s.fill(decode("#f5f1e6"), polygon(x + 12, 10, x + 12, 27, x + 21, 27));
            s.fill(decode("#8f7a5f"), box(0, 46, UNITS, 18));
            for (int i = 0; i < 5; i++) s.outline(decode("#6d5b45"), 0.8, line(13 * i + 5, 46, 13 * i + 5, UNITS));
        }
    },
    KITCHEN("in the kitchen") {
        @Override
        void paint(Sketch s, double v) {
            s.veil(decode("#f4dfc0"));
            s.fill(decode("#a9d4e8"), box(6 + 12 * v, 8, 16, 14));
            s.outline(Color.WHITE, 1.5, box(6 + 12 * v, 8, 16, 14));
            s.fill(decode("#5f8f8b"), box(38, 26, 26, 22));
            s.fill(decode("#e8e4da"), box(36, 24, 28, 3));
            s.fill(decode("#c0392b"), oval(46 + 8 * v, 21, 8, 6));
            for (int i = 0; i < 8; i++) {
                s.fill(decode(i % 2 == 0 ? "#d8d8d8" : "#9a6b5b"), box(8 * i, 48, 8, 8));
                s.fill(decode(i % 2 == 1 ? "#d8d8d8" : "#9a6b5b"), box(8 * i, 56, 8, 8));
            }
        }
    },
    LIBRARY("in the library") {
        @Override
        void paint(Sketch s, double v) {
            s.veil(decode("#6b4a32"));
            String[] spines = {"#a33b3b", "#3b5fa3", "#d0a63f", "#3f7d4a", "#7d4f8f"};
            for (int row = 0; row < 3; row++) {
                for (int i = 0; i < 16; i++) {
                    int which = Math.floorMod(i * 3 + row * 2 + (int) (5 * v), 5);
                    s.fill(decode(spines[which]), box(4 * i, 4 + 15 * row + which % 2, 3.2, 11));
                }
                s.fill(decode("#4a3220"), box(0, 16 + 15 * row, UNITS, 2.5));
            }
            s.fill(decode("#8c2f3c"), box(0, 49, UNITS, 15));
        }
    },
    CAVE("in the cave") {
        @Override
        void paint(Sketch s, double v) {
            s.veil(decode("#3b3a44"));
            s.fill(decode("#55535f"), oval(32 + 8 * v, 36, 58, 50));
            for (int i = 0; i < 6; i++) {
                double x = 11 * i + 5 * v;
                s.fill(decode("#2b2a32"), polygon(x - 4, 0, x + 4, 0, x, 8 + 4 * (i % 3)));
            }
            s.fill(decode("#7de3d9"), polygon(50 - 40 * v, 46, 54 - 40 * v, 46, 52 - 40 * v, 36));
            s.fill(decode("#474550"), box(0, 46, UNITS, 18));
        }
    },
    MOON("on the moon") {
        @Override
        void paint(Sketch s, double v) {
            s.veil(decode("#0d1020"));
            for (int i = 0; i < 18; i++) {
                s.fill(Color.WHITE, oval((17.7 * i + 40 * v) % UNITS, (11.3 * i) % 42, 1.2, 1.2));
            }
            s.fill(decode("#3f7fc2"), oval(12 + 36 * v, 12, 12, 12));
            s.fill(decode("#5fae6a"), oval(13 + 36 * v, 11, 5, 5));
            s.fill(decode("#b9b9bf"), box(0, 46, UNITS, 18));
            for (int i = 0; i < 4; i++)
                s.fill(decode("#97979e"), oval((18 * i + 10 * v) % UNITS, 52 + 5 * (i % 2), 8, 3));
        }
    },
    MOUNTAINS("in the mountains") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#86aede", "#e6eef7");
            for (int i = 0; i < 3; i++) {
                double x = 8 + 24 * i - 8 * v;
                double top = 8 + 7 * (i % 2);
                s.fill(decode(i % 2 == 0 ? "#6d7486" : "#838a9b"), polygon(x - 20, 48, x + 20, 48, x, top));
                s.fill(Color.WHITE, polygon(x - 5, top + 10, x + 5, top + 10, x, top));
            }
            s.fill(decode("#8fa66a"), box(0, 46, UNITS, 18));
        }
    },
    SWAMP("in the swamp") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#8d9a6c", "#c5c99a");
            for (int i = 0; i < 4; i++) {
                double x = 6 + 17 * i + 6 * v;
                s.outline(decode("#3d3a2a"), 2, line(x, 46, x + 2, 14 + 6 * (i % 2)));
                s.outline(decode("#3d3a2a"), 1, line(x + 1, 28, x + 8, 20));
            }
            s.fill(decode("#4c5f3a"), box(0, 44, UNITS, 20));
            for (int i = 0; i < 4; i++)
                s.fill(decode("#6f8a86"), oval((19 * i + 16 * v) % UNITS, 50 + 4 * (i % 3), 14, 4));
        }
    },
    VOLCANO("by the volcano") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#5a3a44", "#c97a5a");
            double x = 20 + 24 * v;
            s.fill(decode("#3a2c30"), polygon(x - 26, 48, x + 26, 48, x + 6, 14, x - 6, 14));
            s.fill(decode("#ff7a1f"), polygon(x - 5, 14, x + 5, 14, x + 2, 22, x + 4, 38, x - 3, 26));
            s.fill(decode("#8a8288"), oval(x - 3, 7, 14, 9));
            s.fill(decode("#4a3b3c"), box(0, 46, UNITS, 18));
        }
    },
    MARKET("at the market") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#cfe3f0", "#f3efe2");
            for (int stall = 0; stall < 3; stall++) {
                double left = 24 * stall - 10 * v;
                for (int i = 0; i < 4; i++) {
                    String cloth = i % 2 == 0 ? "#f5f1e6" : stall % 2 == 0 ? "#3f9d6a" : "#c2453f";
                    s.fill(decode(cloth), box(left + 5 * i, 16, 5, 8));
                }
                s.outline(decode("#6d5b45"), 1, line(left + 1, 24, left + 1, 46));
                s.outline(decode("#6d5b45"), 1, line(left + 19, 24, left + 19, 46));
                s.fill(decode("#a9835a"), box(left, 36, 20, 10));
            }
            s.fill(decode("#b9a68c"), box(0, 46, UNITS, 18));
        }
    },
    THEATRE("in the theatre") {
        @Override
        void paint(Sketch s, double v) {
            s.veil(decode("#2b1420"));
            s.fill(decode("#f0d9a0"), oval(20 + 24 * v, 26, 40, 52));
            s.fill(decode("#9c1f2e"), box(0, 0, 10, 50));
            s.fill(decode("#9c1f2e"), box(54, 0, 10, 50));
            for (int i = 0; i < 8; i++) s.fill(decode("#b52a3a"), oval(8 * i + 4, 3, 9, 12));
            s.fill(decode("#7a4f2c"), box(0, 47, UNITS, 17));
            for (int i = 0; i < 4; i++) s.outline(decode("#5c3a1f"), 0.8, line(0, 51 + 4 * i, UNITS, 51 + 4 * i));
        }
    },
    STATION("at the station") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#b9bfc9", "#dfe3e8");
            s.fill(decode("#4b5563"), polygon(0, 6, UNITS, 6, UNITS, 11, 0, 11));
            double left = 20 * v - 16;
            s.fill(decode("#2f7d5f"), box(left, 20, 60, 22));
            for (int i = 0; i < 4; i++) s.fill(decode("#e9f3f6"), box(left + 5 + 14 * i, 24, 9, 8));
            for (int i = 0; i < 4; i++) s.fill(decode("#22252b"), oval(left + 9 + 14 * i, 43, 6, 6));
            s.fill(decode("#9a9486"), box(0, 46, UNITS, 18));
            s.fill(decode("#f2d24a"), box(0, 48, UNITS, 1.6));
        }
    },
    BRIDGE("on the bridge") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#f3b7a0", "#f9e3cf");
            s.fill(decode("#4f7fa8"), box(0, 34, UNITS, 12));
            s.outline(decode("#7d3b3b"), 2, line(8 + 12 * v, 4, 8 + 12 * v, 48));
            s.outline(decode("#7d3b3b"), 2, line(44 + 12 * v, 4, 44 + 12 * v, 48));
            for (int i = 0; i < 4; i++) {
                s.outline(decode("#7d3b3b"), 0.8, line(8 + 12 * v, 6, 8 + 12 * v + 5 * (i + 1), 46));
                s.outline(decode("#7d3b3b"), 0.8, line(44 + 12 * v, 6, 44 + 12 * v - 5 * (i + 1), 46));
            }
            s.fill(decode("#6b6f76"), box(0, 46, UNITS, 18));
            for (int i = 0; i < 4; i++) s.fill(decode("#d9d9d2"), box((18 * i + 16 * v) % UNITS, 56, 8, 1.6));
        }
    },
    ORCHARD("in the orchard") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#bfe0f2", "#eef6e4");
            for (int i = 0; i < 3; i++) {
                double x = 4 + 24 * i + 10 * v;
                s.fill(decode("#7a5a3a"), box(x - 1.5, 30, 3, 18));
                s.fill(decode("#5c9a3e"), oval(x, 22, 21, 20));
                for (int a = 0; a < 4; a++) s.fill(decode("#d8352e"), oval(x - 6 + 4 * a, 18 + 5 * (a % 2), 3, 3));
            }
            s.fill(decode("#86a84a"), box(0, 46, UNITS, 18));
        }
    },
    SEABED("on the seabed") {
        @Override
        void paint(Sketch s, double v) {
            sky(s, "#1a6f8f", "#0d3f5c");
            for (int i = 0; i < 5; i++) {
                double x = (13 * i + 12 * v) % UNITS;
                s.outline(decode("#2fae7a"), 2, line(x, 50, x + 3, 38 - 5 * (i % 2)));
                s.outline(decode("#9fd8e8"), 0.7, oval((17 * i + 9 * v) % UNITS, 8 + 6 * (i % 3), 3, 3));
            }
            double x = 8 + 44 * v;
            s.fill(decode("#f2a23a"), oval(x, 20, 9, 5));
            s.fill(decode("#f2a23a"), polygon(x + 4, 20, x + 8, 17, x + 8, 23));
            s.fill(decode("#c9b98a"), box(0, 47, UNITS, 17));
        }
    };

    private final String phrase;

    Scene(String phrase) {
        this.phrase = phrase;
    }

    /**
     * Everything of the place.
     *
     * @param variation from 0 to 1, which moves things about
     */
    abstract void paint(Sketch sketch, double variation);

    /** As in a sentence: {@code on the beach}. */
    public String phrase() {
        return phrase;
    }

    /** Its name, as in a sentence. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void sky(Sketch s, String above, String below) {
        s.gradient(decode(above), decode(below), 0, UNITS);
    }
}
