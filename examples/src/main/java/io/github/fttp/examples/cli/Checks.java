package io.github.fttp.examples.cli;

import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Looks at a command line that could be parsed, before its command runs. */
final class Checks {
    private Checks() {}

    /**
     * Refuses empty values and results that would replace what is read, then whatever the command's own options refuse.
     *
     * @param parsed of the command that would run
     */
    static void of(ParseResult parsed) {
        Given given = new Given(parsed);
        for (ArgSpec each : parsed.matchedArgs()) {
            if (isText(each)
                    && !mayBeEmpty(each)
                    && each.stringValues().stream().anyMatch(String::isBlank)) {
                throw given.refusal(name(each) + " is empty");
            }
        }
        requireOutputsApart(parsed, given);
        Set<Object> holders = new LinkedHashSet<>();
        collect(parsed.commandSpec(), holders);
        for (Object holder : holders) {
            if (holder instanceof Checked checked) check(checked, given);
        }
    }

    /** Refuses a result that would replace a file that is read, or another result. */
    private static void requireOutputsApart(ParseResult parsed, Given given) {
        Map<Path, String> named = new HashMap<>();
        Predicate<ArgSpec> writes = each -> Invocations.OUTPUT.contains(name(each));
        for (ArgSpec each :
                parsed.matchedArgs().stream().filter(writes.negate()).toList()) {
            for (String value : each.originalStringValues()) {
                Invocations.file(each, value)
                        .filter(Files::isRegularFile)
                        .ifPresent(file -> named.put(real(file), name(each)));
            }
        }
        for (ArgSpec each :
                parsed.matchedArgs().stream().filter(writes).distinct().toList()) {
            if (!(each.getValue() instanceof Path out)) continue;
            String other = named.putIfAbsent(real(out), name(each));
            if (other != null) {
                throw given.refusal(name(each) + " " + out + " is the file of " + other + ", which it would replace");
            }
        }
    }

    /** The file itself, where links lead to it; a path in full where there is none yet. */
    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException e) {
            return file.toAbsolutePath().normalize();
        }
    }

    private static void check(Checked checked, Given given) {
        try {
            checked.check(given);
        } catch (IllegalArgumentException | InputException e) {
            throw given.refusal(e.getMessage());
        }
    }

    /** Collects the objects that hold options: mixins, their mixins, and last the command, which knows them all. */
    private static void collect(CommandSpec spec, Set<Object> holders) {
        spec.mixins().values().forEach(mixin -> collect(mixin, holders));
        holders.add(spec.userObject());
    }

    private static boolean isText(ArgSpec option) {
        for (Class<?> type : option.auxiliaryTypes()) {
            if (type == String.class || type == Path.class) return true;
        }
        return option.type() == String.class || option.type() == Path.class;
    }

    private static boolean mayBeEmpty(ArgSpec option) {
        return option.userObject() instanceof Field field && field.isAnnotationPresent(MayBeEmpty.class);
    }

    private static String name(ArgSpec option) {
        return option instanceof OptionSpec named ? named.longestName() : option.paramLabel();
    }
}
