package io.github.fttp.core.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** JSON as RFC 8259 has it and no looser; every fault with its line and column. */
final class StrictJson {
    private static final int MAX_DEPTH = 200;
    // A labelme file carries its image as one base64 string; beyond this it is not an image any more.
    private static final int MAX_STRING = 400_000_000;
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxStringLength(MAX_STRING)
            .maxNumberLength(400)
            .build();
    private static final JsonFactory STRICT =
            JsonFactory.builder().streamReadConstraints(LIMITS).build();
    /** Python's writer puts NaN and Infinity into configurations as they are. */
    private static final JsonFactory PYTHON = JsonFactory.builder()
            .streamReadConstraints(LIMITS)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private StrictJson() {}

    /** A fault in the text, with its place. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(long line, long column, String what, Throwable cause) {
            super("line " + line + ", column " + column + ": " + what, cause);
        }

        Fault(String what) {
            super(what);
        }

        Fault(String what, Throwable cause) {
            super(what, cause);
        }
    }

    static JsonNode parse(byte[] bytes, boolean nonFiniteNumbers) throws Fault {
        String text = decode(bytes);
        if (text.isBlank()) {
            throw new Fault(bytes.length == 0 ? "is empty, expected JSON" : "holds only white space, expected JSON");
        }
        try (JsonParser in = (nonFiniteNumbers ? PYTHON : STRICT).createParser(text)) {
            in.nextToken();
            JsonNode root = value(in);
            if (in.nextToken() != null) {
                throw fault(in, "a second value behind the end of the first", null);
            }
            return root;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            // Limits are exceeded without a place.
            if (at == null || at.getLineNr() < 1) throw new Fault(plain(e.getOriginalMessage()), e);
            throw new Fault(at.getLineNr(), at.getColumnNr(), plain(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private static JsonNode value(JsonParser in) throws IOException, Fault {
        return switch (in.currentToken()) {
            case START_OBJECT -> object(in);
            case START_ARRAY -> array(in);
            case VALUE_STRING -> NODES.textNode(sound(in, in.getText()));
            case VALUE_NUMBER_INT ->
                switch (in.getNumberType()) {
                    case INT -> NODES.numberNode(in.getIntValue());
                    case LONG -> NODES.numberNode(in.getLongValue());
                    default -> NODES.numberNode(in.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(in.getDoubleValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            default -> throw fault(in, "expected a value, found " + in.currentToken(), null);
        };
    }

    private static ObjectNode object(JsonParser in) throws IOException, Fault {
        ObjectNode object = NODES.objectNode();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String name = sound(in, in.currentName());
            if (object.has(name)) {
                throw fault(in, "the field \"" + name + "\" is here a second time in its object", null);
            }
            in.nextToken();
            object.set(name, value(in));
        }
        return object;
    }

    private static ArrayNode array(JsonParser in) throws IOException, Fault {
        ArrayNode array = NODES.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(in));
        }
        return array;
    }

    private static String sound(JsonParser in, String text) throws Fault {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (!pair) {
                throw fault(in, "the string holds \\u%04x, half of a surrogate pair".formatted((int) c), null);
            }
            i++;
        }
        return text;
    }

    private static Fault fault(JsonParser in, String what, Throwable cause) {
        JsonLocation at = in.currentTokenLocation();
        return new Fault(at.getLineNr(), at.getColumnNr(), what, cause);
    }

    /** Jackson's message without its remarks about the source, which it does not show, and about its own methods. */
    private static String plain(String message) {
        return message.replaceAll("\\[Source: [^;]*; line: (\\d+), column: (\\d+)]", "line $1, column $2")
                .replaceAll(", from `[^`]*`", "")
                .replaceAll("Non-standard token '([^']*)': enable .* to allow", "$1 is no JSON number")
                .replaceAll("\\s+", " ");
    }

    private static String decode(byte[] bytes) throws Fault {
        if (startsWith(bytes, 0xFE, 0xFF) || startsWith(bytes, 0xFF, 0xFE)) {
            throw new Fault("is UTF-16 (it begins with its byte order mark), expected UTF-8");
        }
        if (TextFiles.isGzip(bytes)) throw new Fault(TextFiles.GZIP);
        int start = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
        CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, start, bytes.length - start);
        CharBuffer out = CharBuffer.allocate(bytes.length - start);
        CoderResult result = utf8.decode(in, out, true);
        if (!result.isError()) {
            result = utf8.flush(out);
        }
        CharBuffer read = out.flip();
        if (result.isError()) {
            int bad = bytes[in.position()] & 0xFF;
            throw invalid(read, "byte 0x%02x is not UTF-8".formatted(bad), result);
        }
        return read.toString();
    }

    private static Fault invalid(CharBuffer before, String what, CoderResult result) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < before.length(); i++) {
            boolean end = before.charAt(i) == '\n';
            line += end ? 1 : 0;
            column = end ? 1 : column + 1;
        }
        return new Fault(line, column, what, new CharacterCodingException());
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((bytes[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }
}
