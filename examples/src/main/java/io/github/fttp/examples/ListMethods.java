package io.github.fttp.examples;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all methods with what they need and their settings. */
@Command(
        name = "methods",
        description = "List the methods that --method takes, with what each needs and its settings.",
        footer = "fttp methods")
final class ListMethods implements Runnable {
    @Spec
    CommandSpec command;

    @Override
    public void run() {
        PrintWriter out = command.commandLine().getOut();
        for (Modality modality : Modality.values()) {
            out.printf("Methods for %s:%n", modality);
            for (MethodEntry<?> entry : Methods.of(modality)) print(out, entry, modality);
            out.println();
        }
        out.flush();
    }

    private static void print(PrintWriter out, MethodEntry<?> entry, Modality modality) {
        out.printf("%n  %s%n      %s%n      Source: %s.%n", entry.name(), entry.description(), entry.source());
        String needs = needs(entry, modality);
        if (!needs.isEmpty()) out.printf("      Needs %s.%n", needs);
        for (Setting<?> setting : entry.settings()) {
            out.printf(
                    "      %s: %s; %s%s%n",
                    setting.name(), setting.meaning(), setting.range(), standard(setting, modality));
        }
    }

    /** With its defaults; a method with a setting that has none is not made. */
    private static String needs(MethodEntry<?> entry, Modality modality) {
        boolean complete = entry.settings().stream()
                .allMatch(setting -> setting.standard(modality).isPresent());
        if (!complete) return "";
        return new TreeSet<>(entry.standard(modality).needs())
                .stream()
                        .filter(need -> need != Need.LABEL_TOKENS)
                        .map(Need::toString)
                        .collect(Collectors.joining(", "));
    }

    private static <T> String standard(Setting<T> setting, Modality modality) {
        Optional<Setting.Default<T>> standard = setting.standard(modality);
        return standard.map(each -> " (default: " + setting.write(each.value()) + ", " + each.source() + ")")
                .orElse(" (no default)");
    }
}
