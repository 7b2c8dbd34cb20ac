package io.github.fttp.metrics.benchmark;

import java.nio.file.Path;
import java.util.Optional;

/**
 * An image of a benchmark under its prompt.
 *
 * @param mask file of labelme where the concept is; the whole image is it where there is none
 */
public record BenchmarkImage(Path file, String prompt, Optional<Path> mask) {}
