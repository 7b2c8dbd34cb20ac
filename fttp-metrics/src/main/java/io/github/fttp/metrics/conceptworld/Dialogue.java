package io.github.fttp.metrics.conceptworld;

import java.util.List;

/**
 * Questions and answers in turn, about an image or none.
 *
 * @param images one or none
 * @param exchanges at least one
 */
public record Dialogue(List<Staging> images, List<Exchange> exchanges) {
    public Dialogue {
        images = List.copyOf(images);
        exchanges = List.copyOf(exchanges);
    }
}
