package io.github.fttp.core.text;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A {@code tokenizer.json}, run by Hugging Face's own library: ids and offsets are theirs, with two corrections. A space that
 * is put in front of a text or a word has no width, where theirs gives a lone one the next character's; and bytes that stand
 * for characters that the vocabulary lacks are each of one, where theirs may give each all that stand together. No special
 * tokens are added, and a text that spells one is refused: as a special token it would end a sentence or open an image.
 *
 * <p>Of CLIP's tokenizer this is the fast version, which does not repair broken Unicode (ftfy) nor unescape HTML, as the
 * slow one does if ftfy is installed.
 */
public final class Tokenizer implements AutoCloseable {
    private static final String DUMMY_PREFIX = "\u2581";
    /** Such as {@code <0x0A>}. */
    private static final int BYTE_LENGTH = 6;

    /** The setting of which words get a space in front. */
    private static final String PREPENDS = "prepend_scheme";

    /** Whole texts, as they are: whoever wants them shorter, longer or framed does it by the ids. */
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final Path file;
    private final HuggingFaceTokenizer library;
    /** For texts that are not the first, where that makes a difference. */
    private final Optional<HuggingFaceTokenizer> behind;

    private final Map<String, Integer> special = new LinkedHashMap<>();
    private final Map<String, Integer> vocabulary = new LinkedHashMap<>();
    /** Added tokens that the white space before or behind them belongs to. */
    private final Set<String> takingBefore = new HashSet<>();

    private final Set<String> takingBehind = new HashSet<>();
    private final int size;

    private Tokenizer(Json json, HuggingFaceTokenizer library, Optional<HuggingFaceTokenizer> behind) {
        this.file = json.file();
        this.library = library;
        this.behind = behind;
        Json words = json.field("model").field("vocab");
        if (words.isObject()) {
            words.node()
                    .properties()
                    .forEach(word ->
                            vocabulary.put(word.getKey(), word.getValue().asInt()));
        }
        for (Json added : json.optional("added_tokens").map(Json::items).orElse(List.of())) {
            int id = added.field("id").count(0);
            String content = added.field("content").text();
            vocabulary.put(content, id);
            if (added.field("special").flag()) special.put(content, id);
            if (added.optional("lstrip").map(Json::flag).orElse(false)) takingBefore.add(content);
            if (added.optional("rstrip").map(Json::flag).orElse(false)) takingBehind.add(content);
        }
        size = 1
                + vocabulary.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    }

    /**
     * Reads a {@code tokenizer.json}; nothing is fetched.
     *
     * @throws BadCheckpoint if it is none
     */
    public static Tokenizer load(Path file) {
        return of(Json.checkpoint(file));
    }

    /**
     * Reads the content of a {@code tokenizer.json} that was put together in memory, from other files of its folder.
     *
     * @param json knows the file that faults are told of
     * @throws BadCheckpoint if the content is no tokenizer
     */
    public static Tokenizer of(Json json) {
        System.setProperty("ai.djl.offline", "true");
        keepLibraryWhereItCanBeWritten();
        try {
            return new Tokenizer(
                    json, library(json.node()), withoutFirst(json.node()).map(Tokenizer::library));
        } catch (RuntimeException e) {
            throw new BadCheckpoint(json.file(), "is no tokenizer that can be used: " + e.getMessage(), e);
        }
    }

    private static HuggingFaceTokenizer library(JsonNode content) {
        byte[] bytes = content.toString().getBytes(StandardCharsets.UTF_8);
        try {
            return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), OPTIONS);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** The content without what it does to the first word of a whole text alone; empty where it does nothing of the kind. */
    private static Optional<JsonNode> withoutFirst(JsonNode content) {
        if (!content.path("pre_tokenizer").findValuesAsText(PREPENDS).contains("first")) return Optional.empty();
        JsonNode copy = content.deepCopy();
        for (JsonNode each : copy.path("pre_tokenizer").findParents(PREPENDS)) {
            if (each.get(PREPENDS).asText().equals("first")) ((ObjectNode) each).put(PREPENDS, "never");
        }
        return Optional.of(copy);
    }

    /** The library comes out of its jar into the home folder unless told otherwise; not every home can be written to. */
    private static void keepLibraryWhereItCanBeWritten() {
        if (System.getProperty("DJL_CACHE_DIR") != null || System.getenv("DJL_CACHE_DIR") != null) return;
        if (Files.isWritable(Path.of(System.getProperty("user.home")))) return;
        System.setProperty(
                "DJL_CACHE_DIR",
                Path.of(System.getProperty("java.io.tmpdir"), "djl").toString());
    }

    /** Where it was read from. */
    public Path file() {
        return file;
    }

    /** One more than the largest id. */
    public int size() {
        return size;
    }

    /** The id of a token as it stands in the vocabulary. */
    public OptionalInt id(String token) {
        Integer id = vocabulary.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** The tokens that stand for no text, with their ids. */
    public Map<String, Integer> special() {
        return Map.copyOf(special);
    }

    /** Whether white space before a token is a part of it, which it is of those that the file adds with {@code lstrip}. */
    public boolean takesBefore(String token) {
        return takingBefore.contains(token);
    }

    /** Whether white space behind a token is a part of it, likewise with {@code rstrip}. */
    public boolean takesBehind(String token) {
        return takingBehind.contains(token);
    }

    /**
     * Cuts a text.
     *
     * @throws BadData if it spells a special token
     */
    public Tokens encode(String text) {
        requireNoSpecial(text);
        return tokens(library, text, true);
    }

    /**
     * Cuts a text that stands behind a special token. Most tokenizers begin it like any other, with a space; some, as newer versions
     * of transformers write them, do so at the beginning of a whole text alone.
     *
     * @throws BadData if it spells a special token
     */
    public Tokens encodeBehind(String text) {
        if (behind.isEmpty()) return encode(text);
        requireNoSpecial(text);
        return tokens(behind.get(), text, false);
    }

    private void requireNoSpecial(String text) {
        for (String token : special.keySet()) {
            if (text.contains(token)) {
                throw new BadData(
                        file,
                        "a text spells the special token " + token + ", which can't stand for itself: \""
                                + shortened(text) + "\"");
            }
        }
    }

    /** Cuts a text in which special tokens, where it spells them, stand for themselves. */
    public Tokens encodeWithSpelledSpecial(String text) {
        return tokens(library, text, true);
    }

    /** The ids of a text with the special tokens the file's post-processor puts around it. */
    public int[] encodeWithSpecial(String text) {
        return ids(encoding(library, wellFormed(text), true).getIds());
    }

    /** Some faults of a file show only when a text is cut: an unknown token that the vocabulary lacks. */
    private Encoding encoding(HuggingFaceTokenizer library, String text, boolean withSpecial) {
        try {
            return library.encode(text, withSpecial, false);
        } catch (RuntimeException e) {
            throw new BadCheckpoint(file, "cuts no text: " + e.getMessage(), e);
        }
    }

    /** Lone surrogates, which the library reads as three characters and counts so, as the one that stands for damage. */
    private static String wellFormed(String text) {
        int[] points = text.codePoints()
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .toArray();
        return new String(points, 0, points.length);
    }

    /** @param prefixed whether the first token may be a space that is not in the text */
    private Tokens tokens(HuggingFaceTokenizer library, String text, boolean prefixed) {
        String whole = wellFormed(text);
        Encoding encoding = encoding(library, whole, false);
        int[] points = whole.codePoints().toArray();
        String[] pieces = encoding.getTokens();
        CharSpan[] found = encoding.getCharTokenSpans();
        List<TextSpan> spans = new ArrayList<>();
        for (int i = 0; i < pieces.length; i++) {
            if (found[i] == null) {
                spans.add(new TextSpan(0, 0));
                continue;
            }
            int start = found[i].getStart();
            boolean invented = pieces[i].equals(DUMMY_PREFIX) && (prefixed && i == 0 || !isSpace(points, start));
            spans.add(new TextSpan(start, invented ? start : found[i].getEnd()));
        }
        partBytes(points, pieces, spans);
        return new Tokens(ids(encoding.getIds()), spans);
    }

    /** Whether there is something in the text that the piece for a space stands for; what cuts words apart first leaves none. */
    private static boolean isSpace(int[] points, int at) {
        if (at >= points.length) return false;
        int point = points[at];
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || DUMMY_PREFIX.codePointAt(0) == point;
    }

    /** Gives bytes that stand for several characters, as the library says of each, to the character that each is of. */
    private static void partBytes(int[] points, String[] pieces, List<TextSpan> spans) {
        for (int from = 0, to; from < pieces.length; from = to) {
            TextSpan all = spans.get(from);
            to = from + 1;
            if (!isByte(pieces[from])) continue;
            while (to < pieces.length && isByte(pieces[to]) && spans.get(to).equals(all)) to++;
            int bytes = 0;
            for (int at = all.start(); at < all.end(); at++) bytes += utf8Length(points[at]);
            if (all.end() - all.start() < 2 || bytes != to - from) continue;
            for (int at = all.start(), i = from; at < all.end(); at++) {
                for (int end = i + utf8Length(points[at]); i < end; i++) spans.set(i, new TextSpan(at, at + 1));
            }
        }
    }

    private static boolean isByte(String piece) {
        return piece.length() == BYTE_LENGTH && piece.startsWith("<0x") && piece.endsWith(">");
    }

    private static int utf8Length(int point) {
        return Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
    }

    /** The text that ids stand for, special tokens left out. */
    public String decode(int... ids) {
        long[] wide = new long[ids.length];
        for (int i = 0; i < ids.length; i++) wide[i] = ids[i];
        try {
            return library.decode(wide, true);
        } catch (RuntimeException e) {
            throw new BadCheckpoint(file, "makes no text of ids: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        library.close();
        behind.ifPresent(HuggingFaceTokenizer::close);
    }

    private static int[] ids(long[] wide) {
        int[] ids = new int[wide.length];
        for (int i = 0; i < ids.length; i++) ids[i] = Math.toIntExact(wide[i]);
        return ids;
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.codePointCount(0, line.length()) <= 60
                ? line
                : line.substring(0, line.offsetByCodePoints(0, 57)) + "...";
    }
}
