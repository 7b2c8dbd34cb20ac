package io.github.fttp.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of commands and options that were renamed: the former ones still work, with a word that says so. */
public final class FormerNames {
    private static final Map<String, String> OPTIONS =
            Map.of("--picture-steps", "--image-steps", "--picture-size", "--image-size");

    private static final Map<String, String> METHODS =
            Map.of("kl", "fttp-kl", "ablation", "concept-ablation", "esd", "esd-x");

    /** Options that are settings of the method now. */
    private static final Map<String, String> SETTINGS = Map.of(
            "--alpha", "alpha", "--beta", "beta", "--erase", "alpha", "--keep", "beta", "--preservation", "retain");

    /** Methods of which {@code --beta} was the weight of retain data. */
    private static final Set<String> RETAINING = Set.of("graddiff", "random-label", "salun", "concept-ablation");

    private static final Set<String> FORGETTING = Set.of("forget-llava", "forget-sd", "edit-sd");

    private FormerNames() {}

    /**
     * A command line with the names of today.
     *
     * @param arguments the command first
     * @param err told about each former name
     */
    public static String[] replaced(String[] arguments, PrintWriter err) {
        String[] now = arguments.clone();
        for (int i = 0; i < now.length; i++) {
            String name = now[i].startsWith("--") ? now[i].split("=", 2)[0] : now[i];
            String today = i == 0 ? name.replaceFirst("^teach-", "pretrain-") : option(now[0], name);
            if (today.equals(name)) continue;
            now[i] = today + now[i].substring(name.length());
            err.println("note: " + name + " is called " + today + " now");
        }
        if (now.length > 0 && now[0].equals("evaluate")) unseenAsSet(now, err);
        if (now.length > 0 && FORGETTING.contains(now[0])) now = withSettings(now, err);
        return now;
    }

    /** Unseen data are one more set to measure on. */
    private static void unseenAsSet(String[] now, PrintWriter err) {
        for (int i = 0; i < now.length; i++) {
            if (now[i].startsWith("--unseen=")) {
                now[i] = "--eval=" + now[i].substring(2);
            } else if (now[i].equals("--unseen") && i + 1 < now.length) {
                now[i] = "--eval";
                now[i + 1] = "unseen=" + now[i + 1];
            } else {
                continue;
            }
            err.println("note: --unseen FILE is --eval unseen=FILE now");
        }
    }

    /** Options that became settings move into the method's specification. */
    private static String[] withSettings(String[] arguments, PrintWriter err) {
        List<String> now = new ArrayList<>();
        StringBuilder settings = new StringBuilder();
        String method = arguments[0].equals("edit-sd") ? "uce" : "fttp";
        for (int i = 0; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            boolean known = SETTINGS.containsKey(parts[0]) || parts[0].equals("--method");
            if (!known || parts.length == 1 && i + 1 == arguments.length) {
                now.add(arguments[i]);
                continue;
            }
            String value = parts.length == 1 ? arguments[++i] : parts[1];
            if (parts[0].equals("--method")) method = value;
            else settings.append(',').append(SETTINGS.get(parts[0])).append('=').append(value);
        }
        String plain = method.toLowerCase(Locale.ROOT).replace('_', '-');
        String today = METHODS.getOrDefault(plain, method);
        boolean retains = RETAINING.contains(METHODS.getOrDefault(plain, plain));
        String all = retains ? settings.toString().replace("beta=", "retain=") : settings.toString();
        String specification = today + (today.contains(":") ? all : all.replaceFirst(",", ":"));
        if (specification.equals(method)) return arguments;
        err.println("note: the method is written --method " + specification + " now");
        now.addAll(List.of("--method", specification));
        return now.toArray(String[]::new);
    }

    private static String option(String command, String name) {
        if (!name.equals("--pictures")) return OPTIONS.getOrDefault(name, name);
        if (command.equals("make-world") || command.startsWith("pretrain-")) return "--images";
        return command.equals("forget-sd") || command.equals("edit-sd") ? "--sample-images" : name;
    }
}
