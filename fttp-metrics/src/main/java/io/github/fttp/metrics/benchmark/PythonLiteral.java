package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.util.List;
import java.util.stream.Collectors;

/** Literals of Python within texts: dicts, lists, tuples, strings, numbers, {@code None}, {@code True} and {@code False}. */
final class PythonLiteral {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 50;

    private final String text;
    private int at;
    private int depth;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /**
     * Reads the literal that a field's text holds.
     *
     * @return in the field's place, so that faults within it name its path
     * @throws io.github.fttp.core.io.BadData saying at which character it goes wrong
     */
    static Json in(Json field) {
        PythonLiteral reader = new PythonLiteral(field.text());
        try {
            JsonNode value = reader.value();
            reader.blanks();
            if (reader.at < reader.text.length()) throw reader.fault("nothing more");
            return field.replaced(value);
        } catch (Fault e) {
            throw field.refuse("is no literal of Python: " + e.getMessage());
        }
    }

    /** A list of strings as Python writes it: single quotes, double ones where a string has single ones alone. */
    static String list(List<String> items) {
        return items.stream().map(PythonLiteral::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String item) {
        char quote = item.indexOf('\'') >= 0 && item.indexOf('"') < 0 ? '"' : '\'';
        String escaped = item.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        return quote + (quote == '\'' ? escaped.replace("'", "\\'") : escaped) + quote;
    }

    private static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(String message) {
            super(message);
        }
    }

    private Fault fault(String expected) {
        String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
        return new Fault("expected " + expected + " at character " + (at + 1) + ", found " + found);
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private boolean take(char wanted) {
        blanks();
        if (at == text.length() || text.charAt(at) != wanted) return false;
        at++;
        return true;
    }

    private JsonNode value() throws Fault {
        if (++depth > DEEPEST) throw fault("at most " + DEEPEST + " levels");
        blanks();
        JsonNode value = at == text.length()
                ? null
                : switch (text.charAt(at)) {
                    case '{' -> dict();
                    case '[' -> list(']');
                    case '(' -> list(')');
                    case '\'', '"' -> NODES.textNode(strings());
                    default -> word();
                };
        if (value == null) throw fault("a value");
        depth--;
        return value;
    }

    private ObjectNode dict() throws Fault {
        ObjectNode dict = NODES.objectNode();
        at++;
        while (!take('}')) {
            String key = value().asText();
            if (!take(':')) throw fault("':'");
            dict.set(key, value());
            if (!take(',') && !(at < text.length() && next('}'))) throw fault("',' or '}'");
        }
        return dict;
    }

    private boolean next(char wanted) {
        blanks();
        return at < text.length() && text.charAt(at) == wanted;
    }

    private ArrayNode list(char end) throws Fault {
        ArrayNode list = NODES.arrayNode();
        at++;
        while (!take(end)) {
            list.add(value());
            if (!take(',') && !next(end)) throw fault("',' or '" + end + "'");
        }
        return list;
    }

    /** A string, or several that stand beside each other. */
    private String strings() throws Fault {
        StringBuilder joined = new StringBuilder();
        while (next('\'') || next('"')) string(joined);
        return joined.toString();
    }

    private void string(StringBuilder into) throws Fault {
        char quote = text.charAt(at++);
        while (at < text.length() && text.charAt(at) != quote) {
            char next = text.charAt(at++);
            if (next == '\\' && at < text.length()) escape(into);
            else into.append(next);
        }
        if (at == text.length()) throw fault("the quote " + quote);
        at++;
    }

    private void escape(StringBuilder into) throws Fault {
        char kind = text.charAt(at++);
        switch (kind) {
            case 'n' -> into.append('\n');
            case 't' -> into.append('\t');
            case 'r' -> into.append('\r');
            case '\n' -> {}
            case 'x' -> into.appendCodePoint(hex(2));
            case 'u' -> into.appendCodePoint(hex(4));
            case 'U' -> into.appendCodePoint(hex(8));
            case '\\', '\'', '"' -> into.append(kind);
            default -> into.append('\\').append(kind);
        }
    }

    private int hex(int digits) throws Fault {
        int end = at + digits;
        if (end > text.length() || !text.substring(at, end).matches("[0-9A-Fa-f]+")) {
            throw fault(digits + " hexadecimal digits");
        }
        long code = Long.parseLong(text.substring(at, end), 16);
        if (!Character.isValidCodePoint((int) Math.min(code, Integer.MAX_VALUE))) throw fault("a character's number");
        at = end;
        return (int) code;
    }

    private JsonNode word() throws Fault {
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        String word = text.substring(from, at);
        switch (word) {
            case "None":
                return NODES.nullNode();
            case "True", "False":
                return NODES.booleanNode(word.equals("True"));
            default:
                try {
                    if (word.matches("[+-]?\\d+")) return NODES.numberNode(Long.parseLong(word));
                    if (!word.isEmpty()) return NODES.numberNode(Double.parseDouble(word));
                } catch (NumberFormatException e) {
                    // Said below, with the place.
                }
                at = from;
                throw fault("a value");
        }
    }
}
