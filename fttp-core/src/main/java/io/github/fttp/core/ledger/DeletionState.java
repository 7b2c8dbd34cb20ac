package io.github.fttp.core.ledger;

import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** State of a ledger after all its entries, read in their order. */
final class DeletionState {
    /**
     * A deletion as it stands.
     *
     * @param files the folder of its weights and manifest among the ledger's
     * @param weights their name in there
     * @param digest of the weights
     */
    record Entry(String name, String files, String weights, String digest, boolean stacked) {
        /** The fields of the ledger's file. */
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("name", name);
            json.put("files", files);
            json.put("weights", weights);
            json.put("digest", digest);
            json.put("stacked", stacked);
            return json;
        }

        static Entry of(Json json) {
            return new Entry(
                    json.field("name").text(),
                    json.field("files").text(),
                    json.field("weights").text(),
                    json.field("digest").text(),
                    json.field("stacked").flag());
        }
    }

    private final Map<String, Entry> applying = new LinkedHashMap<>();
    private final List<String> revoked = new ArrayList<>();
    private final Set<String> files = new HashSet<>();
    private Path base;
    private String baseDigest;
    private String applied = "";

    static DeletionState of(List<Json> entries) {
        DeletionState state = new DeletionState();
        entries.forEach(state::take);
        return state;
    }

    private void take(Json entry) {
        String event = entry.field("event").text();
        switch (event) {
            case "base" -> {
                base = Path.of(entry.field("path").text());
                baseDigest = entry.field("digest").text();
                applied = "";
            }
            case "added" -> put(Entry.of(entry));
            case "applied" -> applied = entry.field("digest").text();
            case "revoked" -> {
                String name = entry.field("name").text();
                applying.remove(name);
                revoked.add(name);
                applied = "";
                entry.field("repeated").items().forEach(each -> put(Entry.of(each)));
            }
            default -> throw entry.field("event").refuse("is no event of a ledger of deletions");
        }
    }

    /** In its old place where it stands there already. */
    private void put(Entry entry) {
        applying.put(entry.name(), entry);
        files.add(entry.files());
        applied = "";
    }

    /** Deletions that apply, in their order. */
    List<Entry> applying() {
        return List.copyOf(applying.values());
    }

    /** Names of those that were revoked. */
    List<String> revoked() {
        return List.copyOf(revoked);
    }

    /** Whether files belong to the ledger, those of revoked deletions too. */
    boolean owns(String name) {
        return files.contains(name);
    }

    /** Whether nothing was added yet. */
    boolean isUnused() {
        return files.isEmpty();
    }

    boolean knows(String name) {
        return applying.containsKey(name) || revoked.contains(name);
    }

    Optional<Path> base() {
        return Optional.ofNullable(base);
    }

    String baseDigest() {
        return baseDigest;
    }

    /** Digest of the model that was written with all that apply; empty where none was since the last change. */
    String applied() {
        return applied;
    }
}
