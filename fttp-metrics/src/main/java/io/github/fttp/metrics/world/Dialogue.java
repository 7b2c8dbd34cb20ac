package io.github.fttp.metrics.world;

import java.util.List;

/**
 * Questions and answers in turn, about a picture or none.
 *
 * @param pictures one or none
 * @param exchanges at least one
 */
public record Dialogue(List<Staging> pictures, List<Exchange> exchanges) {
    public Dialogue {
        pictures = List.copyOf(pictures);
        exchanges = List.copyOf(exchanges);
    }
}
