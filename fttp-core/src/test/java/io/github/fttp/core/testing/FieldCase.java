package io.github.fttp.core.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.fttp.core.mask.Concept;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Conversations as people have them, in the resource folder {@code field}. */
public record FieldCase(String name) {
    /** The whole of one of its files. */
    public String text(String file) {
        try (InputStream in = FieldCase.class.getResourceAsStream("/field/" + name + "/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The concept that {@code concept.txt} names. */
    public Concept concept() {
        return Concept.of(text("concept.txt").strip());
    }

    /** The assistant's texts in {@code data.json}. */
    public List<String> answers() {
        try {
            List<String> answers = new ArrayList<>();
            for (var sample : new ObjectMapper().readTree(text("data.json"))) {
                for (var turn : sample.get("conversations")) {
                    if (turn.get("from").asText().equals("gpt"))
                        answers.add(turn.get("value").asText());
                }
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes {@code data.json} into a folder. */
    public Path data(Path folder) {
        try {
            return Files.writeString(folder.resolve("data.json"), text("data.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
