package io.github.fttp.examples;

import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Commands that are others, depending on the family of the folder that {@code --model} names. */
final class ByModel {
    private static final String MODEL = "--model";

    private static final Map<String, Map<Modality, String>> COMMANDS = Map.of(
            "forget", Map.of(Modality.TEXT, "forget-llava", Modality.IMAGE, "forget-sd"),
            "generate", Map.of(Modality.TEXT, "generate-llava", Modality.IMAGE, "generate-sd"),
            "evaluate", Map.of(Modality.TEXT, "evaluate", Modality.IMAGE, "evaluate-sd"));

    private ByModel() {}

    /**
     * The arguments with the command of the model's modality; which it is stands on {@code line}'s error stream. Without a
     * model they are left as they are.
     *
     * @param arguments the command first
     * @param line knows all commands
     * @throws io.github.fttp.core.io.InputException if the folder is of no known family
     * @throws IllegalArgumentException if an option is one for other models
     */
    static String[] routed(String[] arguments, CommandLine line) {
        Map<Modality, String> commands = arguments.length == 0 ? null : COMMANDS.get(arguments[0]);
        String model = model(arguments);
        if (commands == null || model.isBlank()) return arguments;
        ModelFolder folder = ModelFolder.of(Path.of(model));
        String taken = commands.get(folder.modality());
        Modality other = folder.modality() == Modality.TEXT ? Modality.IMAGE : Modality.TEXT;
        requireOptions(arguments, line, folder, taken, commands.get(other));
        PrintWriter err = line.getErr();
        err.println("note: " + folder + (taken.equals(arguments[0]) ? "" : ", so this is " + taken));
        List<String> routed = new ArrayList<>(List.of(arguments));
        routed.set(0, taken);
        return routed.toArray(String[]::new);
    }

    private static String model(String... arguments) {
        for (int i = 1; i < arguments.length; i++) {
            if (arguments[i].startsWith(MODEL + "=")) return arguments[i].substring(MODEL.length() + 1);
            if (arguments[i].equals(MODEL) && i + 1 < arguments.length) return arguments[i + 1];
        }
        return "";
    }

    private static void requireOptions(
            String[] arguments, CommandLine line, ModelFolder folder, String taken, String other) {
        var own = line.getSubcommands().get(taken).getCommandSpec().optionsMap();
        var others = line.getSubcommands().get(other).getCommandSpec().optionsMap();
        for (String argument : arguments) {
            String option = argument.replaceFirst("=.*", "");
            if (!option.startsWith("--") || own.containsKey(option) || !others.containsKey(option)) continue;
            throw new IllegalArgumentException(option + " is an option of " + other + ", but " + folder
                    + "; the options for it are those of " + taken);
        }
    }
}
