package io.github.fttp.examples.conceptworld;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.conceptworld.WorldSize;
import picocli.CommandLine.Option;

/** Which of the drawn worlds. */
final class WorldSizeOption {
    @Under(Heading.DATA)
    @Option(
            names = "--world-size",
            paramLabel = "SIZE",
            defaultValue = "small",
            description = "small: 24 characters, 12 places; large: 200 and 20.")
    WorldSize size;
}
