package io.github.fttp.examples.cli;

import java.io.PrintWriter;
import java.util.Map;

/** Names of commands and options that were renamed: the former ones still work, with a word that says so. */
public final class FormerNames {
    private static final Map<String, String> COMMANDS = Map.of(
            "teach-llava", "pretrain-llava",
            "teach-sd", "pretrain-sd",
            "teach-judge", "pretrain-judge");

    private static final Map<String, String> OF_IMAGES =
            Map.of("--picture-steps", "--image-steps", "--picture-size", "--image-size");

    /** Options that are settings of a method now. */
    private static final Map<String, String> SETTINGS = Map.of(
            "--alpha",
            "alpha",
            "--beta",
            "beta (or retain)",
            "--erase",
            "alpha",
            "--keep",
            "beta",
            "--preservation",
            "retain");

    private FormerNames() {}

    /** What became of an option that is gone, to end a message with; empty where none of this name was there. */
    static String today(String option) {
        String setting = SETTINGS.get(option);
        return setting == null
                ? ""
                : "; that is a setting of the method now, " + setting + ", as in --method fttp:alpha=1,beta=1";
    }

    /**
     * A command line with the names of today.
     *
     * @param arguments the command first
     * @param err told about each former name
     */
    public static String[] replaced(String[] arguments, PrintWriter err) {
        String[] now = arguments.clone();
        for (int i = 0; i < now.length; i++) {
            int end = now[i].startsWith("--") && now[i].contains("=") ? now[i].indexOf('=') : now[i].length();
            String name = now[i].substring(0, end);
            String today = i == 0 ? COMMANDS.get(name) : option(now[0], name);
            if (today == null) continue;
            now[i] = today + now[i].substring(end);
            err.println("note: " + name + " is called " + today + " now");
        }
        err.flush();
        return now;
    }

    private static String option(String command, String name) {
        if (!name.equals("--pictures")) return OF_IMAGES.get(name);
        return switch (command) {
            case "forget-sd", "edit-sd" -> "--sample-images";
            case "make-world", "pretrain-llava", "pretrain-sd", "pretrain-judge" -> "--images";
            default -> null;
        };
    }
}
