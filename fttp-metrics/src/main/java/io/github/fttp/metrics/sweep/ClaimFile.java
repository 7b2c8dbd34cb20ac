package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** A file that exactly one of all who try makes, on a file system that machines share. */
record ClaimFile(Path path) {
    /** States of what was claimed. */
    enum State {
        /** At work, as long as there are signs of life. */
        RUNNING,
        /** Left to others, to be gone on with. */
        LEFT,
        /** Left to others, for it went wrong. */
        FAILED,
        /** Nothing is left to do. */
        DONE
    }

    /**
     * The content of a claim.
     *
     * @param token of the one who made it
     * @param beat signs of life so far
     * @param message what went wrong; empty for nothing
     */
    record Content(Owner owner, String token, long beat, State state, String message) {
        static Content begun() {
            return new Content(Owner.SELF, UUID.randomUUID().toString(), 0, State.RUNNING, "");
        }

        Content next() {
            return new Content(owner, token, beat + 1, state, message);
        }

        Content ended(State end, String why) {
            return new Content(owner, token, beat + 1, end, why);
        }

        private String json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("host", owner.host());
            json.put("machine", owner.machine());
            json.put("pid", owner.pid());
            json.put("started", owner.started());
            json.put("token", token);
            json.put("beat", beat);
            json.put("state", state.name());
            json.put("message", message);
            return Json.line(json) + "\n";
        }

        private static Content of(Json json) {
            return new Content(
                    new Owner(
                            json.field("host").text(),
                            json.field("machine").text(),
                            (long) json.field("pid").number(),
                            json.field("started").text()),
                    json.field("token").text(),
                    (long) json.field("beat").number(),
                    State.valueOf(json.field("state").text()),
                    json.field("message").text());
        }
    }

    boolean exists() {
        return Files.exists(path);
    }

    /**
     * Makes it, if it is not there.
     *
     * <p>A complete file is linked to the name: a link is made once on every file system that has links, NFS of any version
     * too, and nobody sees half of it. NFS may lose the answer to a link that was made, and say that the name is taken: then
     * the content tells.
     *
     * @return whether this call made it
     * @throws CannotWrite when the system refuses
     */
    boolean create(Content content) {
        Path whole = path.resolveSibling("." + content.token());
        try {
            Files.writeString(whole, content.json(), StandardOpenOption.CREATE_NEW);
            return link(whole, content);
        } catch (IOException e) {
            throw new CannotWrite(path, e);
        } finally {
            AtomicFiles.delete(whole);
        }
    }

    private boolean link(Path whole, Content content) throws IOException {
        try {
            Files.createLink(path, whole);
            return true;
        } catch (FileAlreadyExistsException e) {
            return read().map(Content::token).equals(Optional.of(content.token()));
        } catch (IOException | UnsupportedOperationException e) {
            return createWithoutLinks(content); // if it was for another reason, this tells which
        }
    }

    private boolean createWithoutLinks(Content content) throws IOException {
        try {
            Files.writeString(path, content.json(), StandardOpenOption.CREATE_NEW);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Reads it; empty if it is not there or not whole. */
    Optional<Content> read() {
        try {
            String json = Files.readString(path, StandardCharsets.UTF_8);
            return Optional.of(Content.of(Json.data(path, json.getBytes(StandardCharsets.UTF_8))));
        } catch (IOException | InputException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Replaces it; its owner alone does. */
    void write(Content content) {
        AtomicFiles.write(path, content.json());
    }
}
