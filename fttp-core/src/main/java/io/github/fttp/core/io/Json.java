package io.github.fttp.core.io;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A value in a JSON file that knows its place: whoever asks it for something it is not gets a {@link InputException} that names
 * the file, the field ({@code conversations[2].value}), what was found and what was expected.
 *
 * <p>Reading is strict: UTF-8 (a byte order mark is skipped), no duplicate keys, no lone surrogates, nothing behind the
 * end, at most 200 levels deep. Faults of the text carry their line and column.
 */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteOrNull())
                    .addSerializer(double.class, new FiniteOrNull()))
            .build();
    private static final DefaultPrettyPrinter PRETTY = new DefaultPrettyPrinter()
            .withObjectIndenter(new DefaultIndenter("  ", "\n"))
            .withArrayIndenter(new DefaultIndenter("  ", "\n"));
    private static final long MAX_BYTES = 1L << 30;

    /** JSON has no NaN, and a string that says so is a trap for whoever reads numbers. */
    private static final class FiniteOrNull extends StdScalarSerializer<Double> {
        private static final long serialVersionUID = 1L;

        FiniteOrNull() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) out.writeNumber(value);
            else out.writeNull();
        }
    }

    private enum Kind {
        DATA,
        CHECKPOINT
    }

    private final Kind kind;
    private final Path file;
    private final String path;
    private final JsonNode node;

    private Json(Kind kind, Path file, String path, JsonNode node) {
        this.kind = kind;
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /** Reads samples, annotations, settings: every fault is a {@link BadData}. */
    public static Json data(Path file) {
        return parse(Kind.DATA, file, bytes(Kind.DATA, file));
    }

    /**
     * Parses bytes that are there already, as of a resource.
     *
     * @param file how faults call it
     */
    public static Json data(Path file, byte[] utf8) {
        return parse(Kind.DATA, file, utf8);
    }

    /** Parses a line of a file that holds one such each; faults name the line, counted from 1. */
    public static Json data(Path file, String line, int number) {
        Path place = file.resolveSibling(file.getFileName() + " line " + number);
        return data(place, line.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a file with a value on each line; blank lines and a byte order mark do not count.
     *
     * @throws BadData naming the file and the line
     */
    public static List<Json> lines(Path file) {
        List<Json> values = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            int number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                if (number == 1 && line.startsWith("\ufeff")) line = line.substring(1);
                if (!line.isBlank()) values.add(data(file, line, number));
            }
        } catch (CharacterCodingException e) {
            throw TextFiles.notUtf8(file, e);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
        return values;
    }

    /**
     * Reads the values of a file, the elements of an array or one on each line: what it begins with tells which, whatever it is
     * called.
     *
     * @throws BadData naming the file, and the line where there is one on each
     */
    public static List<Json> rows(Path file) {
        int first = Files.isDirectory(file) ? '[' : firstByte(file);
        // What is no UTF-8 is said there.
        if (first == '[' || first > 0x7f) return data(file).items();
        if (first < 0 || isValue(file, firstLine(file))) return lines(file);
        Json value = data(file);
        throw value.refuse("is " + value.found() + ", expected an array, or a value on each line");
    }

    /** The first byte that is neither of a byte order mark nor blank; -1 when there is none. */
    private static int firstByte(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            int first = in.read();
            if (first == 0xef && in.read() == 0xbb && in.read() == 0xbf) first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) first = in.read();
            return first;
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    /** The first line that is not blank. */
    private static String firstLine(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String line = "";
            while (line != null && line.isBlank()) line = reader.readLine();
            return line == null ? "" : line.replace("\ufeff", "");
        } catch (CharacterCodingException e) {
            throw TextFiles.notUtf8(file, e);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    private static boolean isValue(Path file, String text) {
        try {
            data(file, text, 1);
            return true;
        } catch (BadData e) {
            return false; // as the beginning of a value of several lines is
        }
    }

    /**
     * Takes a value that was read otherwise, such as a row of a table.
     *
     * @param place how faults call where it is from
     */
    public static Json data(Path place, JsonNode value) {
        return new Json(Kind.DATA, place, "", value);
    }

    /**
     * Reads a file of a model: every fault is a {@link BadCheckpoint}. {@code NaN} and {@code Infinity}, which Python
     * writes, are read; {@link #number} refuses them.
     */
    public static Json checkpoint(Path file) {
        return parse(Kind.CHECKPOINT, file, bytes(Kind.CHECKPOINT, file));
    }

    /** Parses JSON that is a part of a model's file, such as the header of safetensors. */
    public static Json checkpoint(Path file, byte[] utf8) {
        return parse(Kind.CHECKPOINT, file, utf8);
    }

    private static byte[] bytes(Kind kind, Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw refusal(kind, file, "is a folder, expected a JSON file", null);
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw refusal(kind, file, "has " + size + " bytes, expected JSON of at most " + MAX_BYTES, null);
            }
            byte[] bytes = Files.readAllBytes(file);
            if (LfsPointer.is(bytes)) throw refusal(kind, file, LfsPointer.REFUSAL, null);
            return bytes;
        } catch (IOException e) {
            throw refusal(kind, file, InputException.unreadable(e), e);
        }
    }

    private static Json parse(Kind kind, Path file, byte[] utf8) {
        try {
            return new Json(kind, file, "", StrictJson.parse(utf8, kind == Kind.CHECKPOINT));
        } catch (StrictJson.Fault e) {
            throw refusal(kind, file, e.getMessage(), e);
        }
    }

    /**
     * Writes any value that Jackson knows (nodes, records, maps, lists), indented, atomically; numbers that are not finite
     * become null.
     */
    public static void write(Path file, Object value) {
        try {
            AtomicFiles.write(file, MAPPER.writer(PRETTY).writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** A value on one line, without its end, for JSON lines; numbers that are not finite become null. */
    public static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    /** An empty object to fill; its fields are written in the order in which they were put. */
    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** Another value in this one's place: what refuses it names the same file and path. */
    public Json replaced(JsonNode other) {
        return new Json(kind, file, path, other);
    }

    public Path file() {
        return file;
    }

    /** The value as Jackson has it. */
    public JsonNode node() {
        return node;
    }

    /** {@code a.b[3]}; empty for the whole file. */
    public String path() {
        return path;
    }

    /** The refusal to throw when this value is not what it should be: {@code FILE: PATH what}. */
    public InputException refuse(String what) {
        return refusal(kind, file, path.isEmpty() ? what : path + " " + what, null);
    }

    /** Whether the field is there; it may be null. */
    public boolean has(String name) {
        return node.has(name);
    }

    /** A field that must be there (and may be null). */
    public Json field(String name) {
        JsonNode found = asObject().get(name);
        if (found == null) {
            throw child(name, node).refuse("is missing");
        }
        return child(name, found);
    }

    /** A field that may be absent or null: both mean "not given". */
    public Optional<Json> optional(String name) {
        JsonNode found = asObject().get(name);
        return found == null || found.isNull() ? Optional.empty() : Optional.of(child(name, found));
    }

    /** The names of an object's fields in the order of the file. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        asObject().fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The texts of an object's fields by their names, in the order of the file; all of them must be texts. */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        names().forEach(name -> texts.put(name, field(name).text()));
        return texts;
    }

    /** Refuses fields beyond these; a typing error in an optional field must not pass for its absence. */
    public Json onlyKnows(Set<String> known) {
        for (String name : names()) {
            if (!known.contains(name)) {
                throw child(name, node).refuse("is not known, expected one of " + new TreeSet<>(known));
            }
        }
        return this;
    }

    /** The elements of an array. */
    public List<Json> items() {
        if (!node.isArray()) {
            throw unexpected("an array");
        }
        List<Json> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Json(kind, file, path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    public boolean isNull() {
        return node.isNull();
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isText() {
        return node.isTextual();
    }

    public boolean isNumber() {
        return node.isNumber();
    }

    public String text() {
        if (!node.isTextual()) {
            throw unexpected("a string");
        }
        return node.textValue();
    }

    public boolean flag() {
        if (!node.isBoolean()) {
            throw unexpected("true or false");
        }
        return node.booleanValue();
    }

    /** A finite number. */
    public double number() {
        if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
            throw unexpected("a finite number");
        }
        return node.doubleValue();
    }

    /** A whole number in {@code [least, most]}; {@code 3.0} is one too, as Python writes it at times. */
    public long whole(long least, long most) {
        boolean whole = node.isIntegralNumber() ? node.canConvertToLong() : isWholeFloat();
        if (!whole || node.longValue() < least || node.longValue() > most) {
            throw unexpected(
                    most == Long.MAX_VALUE
                            ? "a whole number of at least " + least
                            : "a whole number from " + least + " to " + most);
        }
        return node.longValue();
    }

    /** A whole number from {@code least} to {@code Integer.MAX_VALUE}. */
    public int count(int least) {
        return (int) whole(least, Integer.MAX_VALUE);
    }

    /** Describes what was found, short enough for a message: {@code the string "abc"}, {@code null}, {@code an object}. */
    public String found() {
        return switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array of " + node.size();
            case STRING -> "the string " + shortened(line(node));
            case NUMBER -> "the number " + shortened(node.asText());
            case BOOLEAN -> node.asText();
            case BINARY -> "binary data";
            default -> "null";
        };
    }

    private InputException unexpected(String expected) {
        return refuse("is " + found() + ", expected " + expected);
    }

    private JsonNode asObject() {
        if (!node.isObject()) {
            throw unexpected("an object");
        }
        return node;
    }

    private Json child(String name, JsonNode value) {
        return new Json(kind, file, path.isEmpty() ? name : path + "." + name, value);
    }

    private boolean isWholeFloat() {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        return value == Math.rint(value) && Math.abs(value) < 1L << 53;
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, text.offsetByCodePoints(0, 40)) + "...";
    }

    private static InputException refusal(Kind kind, Path file, String what, Throwable cause) {
        return kind == Kind.DATA ? new BadData(file, what, cause) : new BadCheckpoint(file, what, cause);
    }
}
