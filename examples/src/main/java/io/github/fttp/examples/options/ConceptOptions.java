package io.github.fttp.examples.options;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that say what is to be forgotten, and how it is found in texts. */
@Under(Heading.CONCEPT)
public final class ConceptOptions {
    @Option(names = "--concept", required = true, description = "Name of what is to be forgotten.")
    String name;

    @Option(names = "--alias", description = "Another name of it; may be repeated.")
    List<String> aliases = List.of();

    @Option(
            names = "--matching",
            defaultValue = "SPANS",
            description = "How tokens are matched with names: ${COMPLETION-CANDIDATES}.")
    Matching matching;

    /** The concept. */
    public Concept concept() {
        return new Concept(name, aliases);
    }

    /** Says which of its names occur in none of the answers: they may be mistyped. */
    public void warnOfMissing(List<String> answers, PrintWriter err) {
        for (String each : concept().missingFrom(answers)) {
            err.println(withOption("\"" + each + "\" occurs in no answer of " + answers.size()));
        }
    }

    /** A message of the library, with the option in front of a name that it begins with. */
    public String withOption(String message) {
        return concept().names().stream()
                .filter(each -> message.startsWith("\"" + each + "\""))
                .findFirst()
                .map(each -> (each.equals(name) ? "--concept " : "--alias ") + message)
                .orElse(message);
    }

    /** How tokens are matched with its names. */
    public Matching matching() {
        return matching;
    }
}
