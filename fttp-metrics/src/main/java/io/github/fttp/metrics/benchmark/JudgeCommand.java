package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A judge that is a command of the system's shell: it reads JSON lines {@code {"id", "question", "truth", "answer", "least",
 * "most"}} from its input and writes one {@code {"id", "score"}} for each, in any order; what it says on its error stream is
 * shown where it fails.
 */
public record JudgeCommand(String command) implements AnswerJudge {
    /** Looks whether it runs, on nothing to score; a mistyped name is found out before a model answers for hours. */
    public JudgeCommand check() {
        run(List.of());
        return this;
    }

    @Override
    public List<Double> scores(List<Item> items) {
        Map<String, Double> scores = new HashMap<>();
        List<String> lines = run(items);
        Path said = Path.of("the judge's output");
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            Json line = Json.data(said, lines.get(i), i + 1);
            String id = line.field("id").text();
            if (scores.put(id, line.field("score").number()) != null) {
                throw fault("gave two scores for \"" + id + "\"", null);
            }
        }
        return items.stream().map(each -> score(each, scores)).toList();
    }

    private double score(Item item, Map<String, Double> scores) {
        Double score = scores.get(item.id());
        if (score == null) throw fault("gave no score for \"" + item.id() + "\"", null);
        if (score >= item.least() && score <= item.most()) return score;
        throw fault(
                "gave " + score + " for \"" + item.id() + "\", expected a score from " + item.least() + " to "
                        + item.most(),
                null);
    }

    private List<String> run(List<Item> items) {
        Path input = null;
        Path errors = null;
        try {
            input = Files.createTempFile("judge", ".jsonl");
            errors = Files.createTempFile("judge", ".err");
            Files.writeString(input, items.stream().map(JudgeCommand::line).collect(Collectors.joining()));
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectInput(input.toFile())
                    .redirectError(errors.toFile())
                    .start();
            List<String> said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            int status = process.waitFor();
            if (status == 0) return said;
            String why =
                    Files.readString(errors).strip().lines().reduce((a, b) -> b).orElse("");
            throw fault("ended with status " + status + (why.isEmpty() ? "" : ": " + why), null);
        } catch (IOException e) {
            throw fault("cannot be run: " + InputException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fault("was interrupted", e);
        } finally {
            delete(input);
            delete(errors);
        }
    }

    private static void delete(Path file) {
        if (file != null) AtomicFiles.delete(file);
    }

    private static String line(Item item) {
        ObjectNode line = Json.object()
                .put("id", item.id())
                .put("question", item.question())
                .put("truth", item.truth())
                .put("answer", item.answer())
                .put("least", item.least())
                .put("most", item.most());
        return Json.line(line) + "\n";
    }

    private BadData fault(String what, Throwable cause) {
        return new BadData("judge \"" + command + "\"", what, cause);
    }
}
