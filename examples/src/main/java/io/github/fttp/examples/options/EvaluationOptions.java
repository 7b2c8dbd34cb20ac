package io.github.fttp.examples.options;

import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.DataSet;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Data sets to measure on, by name. */
@Under(Heading.MEASURING)
public final class EvaluationOptions implements Checked {
    @Option(
            names = "--eval",
            paramLabel = "NAME=PATH",
            description =
                    "Data to measure on, none of it trained on; may be repeated. NAME is forget, generality, retain, natural"
                            + " or unseen, with a label where there are several: natural:facts, or the name of another"
                            + " concept: \"retain:Ben Holt\". PATH is a file of conversations (images in a folder images"
                            + " beside it, else in --images); for models of images a folder of images with their masks"
                            + " and prompts (metadata.jsonl, prompts.txt or the like, or captions), or, to be drawn, a"
                            + " file of prompts.")
    List<String> given = List.of();

    /**
     * The sets in their order.
     *
     * @throws IllegalArgumentException naming what cannot be one
     */
    public Map<DataSet, Path> sets() {
        Map<DataSet, Path> sets = new LinkedHashMap<>();
        for (String each : given) {
            int equals = each.indexOf('=');
            if (equals < 0) throw new IllegalArgumentException("--eval must be NAME=PATH, was \"" + each + "\"");
            DataSet set = DataSet.parse(each.substring(0, equals));
            if (sets.putIfAbsent(set, Path.of(each.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("--eval gives " + set + " twice: labels tell sets apart, "
                        + set.role().name().toLowerCase(Locale.ROOT) + ":label");
            }
        }
        return sets;
    }

    /** Folders of images beside files of conversations, which these read as well. */
    public Path[] images() {
        return sets().values().stream().map(file -> DataSet.images(file, file)).toArray(Path[]::new);
    }

    @Override
    public void check(Given options) {
        sets();
    }
}
