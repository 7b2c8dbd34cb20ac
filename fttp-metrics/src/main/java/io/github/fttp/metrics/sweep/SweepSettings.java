package io.github.fttp.metrics.sweep;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.EngineChoice;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How a sweep is computed and reported.
 *
 * @param title of the report
 * @param paragraphs at its beginning
 * @param command the arguments that make it again, the command first; empty where a program makes it
 * @param engine that every worker opens
 * @param threads of each worker, at least 1; results depend on it
 */
public record SweepSettings(
        String title, List<String> paragraphs, List<String> command, EngineChoice engine, int threads) {
    public SweepSettings {
        Check.atLeast(1, threads, "threads");
        paragraphs = List.copyOf(paragraphs);
        command = List.copyOf(command);
    }

    /** A report of this title, with the best engine that loads on the processor and one thread for each worker. */
    public static SweepSettings titled(String title) {
        return new SweepSettings(title, List.of(), List.of(), EngineChoice.best(), 1);
    }

    /** Adds a paragraph. */
    public SweepSettings paragraph(String text) {
        List<String> more = new ArrayList<>(paragraphs);
        more.add(text);
        return new SweepSettings(title, more, command, engine, threads);
    }

    /** Tells the command that makes it again, see {@link io.github.fttp.core.train.Manifest#command}. */
    public SweepSettings command(List<String> arguments) {
        return new SweepSettings(title, paragraphs, arguments, engine, threads);
    }

    /** Takes another engine. */
    public SweepSettings engine(EngineChoice other) {
        return new SweepSettings(title, paragraphs, command, other, threads);
    }

    /** Takes another number of threads for each worker. */
    public SweepSettings threads(int other) {
        return new SweepSettings(title, paragraphs, command, engine, other);
    }

    /** Opens the engine on the threads of a worker; the caller closes it. */
    Engine open() {
        return onThreads(engine::open);
    }

    /** Opens something whose engines take the threads of a worker; one call at a time, since the process has one number. */
    <T> T onThreads(Supplier<T> opening) {
        synchronized (SweepSettings.class) {
            int before = Threads.count();
            Threads.set(threads);
            try {
                return opening.get();
            } finally {
                Threads.set(before);
            }
        }
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", title);
        json.put("paragraphs", paragraphs);
        if (!command.isEmpty()) json.put("command", command);
        json.put("engine", engine.name());
        json.put("precision", engine.precision().name());
        json.put("threads", threads);
        return json;
    }

    static SweepSettings of(Json json) {
        return new SweepSettings(
                json.field("title").text(),
                json.field("paragraphs").items().stream().map(Json::text).toList(),
                json.optional("command").stream()
                        .flatMap(field -> field.items().stream())
                        .map(Json::text)
                        .toList(),
                new EngineChoice(
                        json.field("engine").text(),
                        Precision.valueOf(json.field("precision").text())),
                json.field("threads").count(1));
    }
}
