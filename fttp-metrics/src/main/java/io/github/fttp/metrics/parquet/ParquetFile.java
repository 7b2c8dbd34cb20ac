package io.github.fttp.metrics.parquet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBStruct;

/**
 * A Parquet file as rows of JSON values: structs are objects, lists arrays, bytes binary nodes; what JSON has no kind for (dates,
 * times, decimals) is its text. A few rows are held at a time, however large a row group is.
 */
public final class ParquetFile {
    /** Rows that are fetched at once: of a chunk that does not fit into the heap the native library dies. */
    private static final int PAGE = 8;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private ParquetFile() {}

    /**
     * Hands over row after row.
     *
     * @param rows is given each in the file's order; faults of a value name the file and the row, counted from 1
     * @throws BadData if it cannot be read, or the library is not there
     */
    public static void forEach(Path file, Consumer<Json> rows) {
        if (!Files.isRegularFile(file)) throw new BadData(file, "not found");
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            long count = count(statement, file);
            for (long from = 0; from < count; from += PAGE) {
                for (Json row : page(statement, file, from)) rows.accept(row);
            }
        } catch (SQLException e) {
            throw new BadData(file, "cannot be read as Parquet: " + firstLine(e), e);
        }
    }

    private static Connection open(Path file) throws SQLException {
        try {
            Connection connection = new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET threads = 1");
                statement.execute("SET autoinstall_known_extensions = false");
            }
            return connection;
        } catch (NoClassDefFoundError e) {
            throw new BadData(file, "is Parquet, which takes the library org.duckdb:duckdb_jdbc on the class path", e);
        }
    }

    private static long count(Statement statement, Path file) throws SQLException {
        try (ResultSet result = statement.executeQuery("SELECT count(*) FROM read_parquet(" + quoted(file) + ")")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static List<Json> page(Statement statement, Path file, long from) throws SQLException {
        String number = "file_row_number";
        String query = "SELECT * FROM read_parquet(" + quoted(file) + ", " + number + " = true) WHERE " + number
                + " >= " + from + " AND " + number + " < " + (from + PAGE) + " ORDER BY " + number;
        List<Json> page = new ArrayList<>();
        try (ResultSet result = statement.executeQuery(query)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                ObjectNode row = NODES.objectNode();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    if (columns.getColumnName(i).equals(number)) continue;
                    row.set(columns.getColumnName(i), node(result.getObject(i)));
                }
                page.add(Json.data(file.resolveSibling(file.getFileName() + " row " + (from + page.size() + 1)), row));
            }
        }
        return page;
    }

    private static JsonNode node(Object value) throws SQLException {
        if (value == null) return NODES.nullNode();
        if (value instanceof DuckDBStruct struct) {
            ObjectNode object = NODES.objectNode();
            for (Map.Entry<String, Object> each : struct.getMap().entrySet()) {
                object.set(each.getKey(), node(each.getValue()));
            }
            return object;
        }
        if (value instanceof Array list) {
            ArrayNode array = NODES.arrayNode();
            for (Object each : (Object[]) list.getArray()) array.add(node(each));
            return array;
        }
        if (value instanceof Blob blob) return NODES.binaryNode(blob.getBytes(1, Math.toIntExact(blob.length())));
        if (value instanceof byte[] bytes) return NODES.binaryNode(bytes);
        if (value instanceof Boolean flag) return NODES.booleanNode(flag);
        if (value instanceof Float || value instanceof Double) return NODES.numberNode(((Number) value).doubleValue());
        if (value instanceof BigInteger number) return NODES.numberNode(number);
        if (value instanceof Number number && !(value instanceof BigDecimal))
            return NODES.numberNode(number.longValue());
        return NODES.textNode(value.toString());
    }

    /**
     * Writes or replaces a file.
     *
     * @param columns name and type of each in DuckDB's words: {@code VARCHAR}, {@code STRUCT(bytes BLOB, path VARCHAR)}, {@code
     *     VARCHAR[]}
     * @param rows objects with these fields; one that is absent is null
     */
    public static void write(Path file, Map<String, String> columns, List<ObjectNode> rows) {
        // The library writes by path and not by channel: beside the file first, under a name that no reader looks for.
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try (Connection connection = open(file);
                Statement statement = connection.createStatement()) {
            Files.createDirectories(part.toAbsolutePath().getParent());
            statement.execute("CREATE TABLE data ("
                    + columns.entrySet().stream()
                            .map(each -> name(each.getKey()) + " " + each.getValue())
                            .collect(Collectors.joining(", "))
                    + ")");
            for (ObjectNode row : rows) insert(connection, columns, row);
            statement.execute("COPY data TO " + quoted(part) + " (FORMAT parquet)");
            byte[] written = Files.readAllBytes(part);
            AtomicFiles.write(file, written);
        } catch (SQLException e) {
            throw new IllegalArgumentException("rows of " + file + " do not fit its columns: " + firstLine(e), e);
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        } finally {
            AtomicFiles.delete(part);
        }
    }

    private static void insert(Connection connection, Map<String, String> columns, ObjectNode row) throws SQLException {
        List<byte[]> blobs = new ArrayList<>();
        String values = columns.keySet().stream()
                .map(column -> literal(row.path(column), blobs))
                .collect(Collectors.joining(", "));
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO data VALUES (" + values + ")")) {
            for (int i = 0; i < blobs.size(); i++) insert.setBytes(i + 1, blobs.get(i));
            insert.execute();
        }
    }

    /** A value in SQL; bytes are parameters, in their order. */
    private static String literal(JsonNode value, List<byte[]> blobs) {
        return switch (value.getNodeType()) {
            case MISSING, NULL -> "NULL";
            case BINARY -> {
                blobs.add(((BinaryNode) value).binaryValue());
                yield "?";
            }
            case OBJECT -> {
                List<String> fields = new ArrayList<>();
                value.properties()
                        .forEach(each -> fields.add(text(each.getKey()) + ": " + literal(each.getValue(), blobs)));
                yield "{" + String.join(", ", fields) + "}";
            }
            case ARRAY -> {
                List<String> items = new ArrayList<>();
                value.forEach(each -> items.add(literal(each, blobs)));
                yield "[" + String.join(", ", items) + "]";
            }
            case STRING -> text(value.textValue());
            default -> value.asText();
        };
    }

    private static String quoted(Path file) {
        return text(file.toString());
    }

    private static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private static String name(String column) {
        return '"' + column.replace("\"", "\"\"") + '"';
    }

    private static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
