package io.github.fttp.core.mask;

import io.github.fttp.core.mask.LabelmeShape.Point;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Fills a polygon by the rule of Pillow 9.4 (its {@code polygon_generic}, in single precision): even-odd between the
 * crossings of each row with the edges, which include both ends of an edge, with a correction where two edges meet in a
 * corner. Later versions of Pillow treat some corners otherwise.
 */
final class PolygonFill {
    /** An edge that is not horizontal, from its first point on. */
    private record Edge(int x0, int y0, int ymin, int ymax, float dx) {
        float at(int y) {
            return (y - y0) * dx + x0;
        }
    }

    private final List<Edge> edges = new ArrayList<>();
    private final int[] xs;
    private final int[] ys;
    private int ymin = Integer.MAX_VALUE;
    private int ymax = Integer.MIN_VALUE;
    /** The crossings of the row at hand; a corner may write to a place that no crossing has yet. */
    private float[] crossings = {};

    PolygonFill(List<Point> points) {
        xs = points.stream().mapToInt(point -> (int) point.x()).toArray();
        ys = points.stream().mapToInt(point -> (int) point.y()).toArray();
    }

    void draw(Canvas canvas) {
        int last = xs.length - 1;
        for (int i = 0; i < last; i++) edge(canvas, i, i + 1);
        if (xs[last] != xs[0] || ys[last] != ys[0]) edge(canvas, last, 0);
        crossings = new float[2 * edges.size()];
        for (int y = Math.max(0, ymin); y <= Math.min(canvas.height() - 1, ymax); y++) {
            int count = cross(y);
            Arrays.sort(crossings, 0, count);
            fill(canvas, y, count);
        }
    }

    private void edge(Canvas canvas, int from, int to) {
        int low = Math.min(ys[from], ys[to]);
        int high = Math.max(ys[from], ys[to]);
        ymin = Math.min(ymin, low);
        ymax = Math.max(ymax, high);
        if (low == high) {
            canvas.row(Math.min(xs[from], xs[to]), low, Math.max(xs[from], xs[to]));
        } else {
            float dx = (float) (xs[to] - xs[from]) / (ys[to] - ys[from]);
            edges.add(new Edge(xs[from], ys[from], low, high, dx));
        }
    }

    private int cross(int y) {
        int count = 0;
        for (int i = 0; i < edges.size(); i++) {
            Edge edge = edges.get(i);
            if (y < edge.ymin || y > edge.ymax) continue;
            float x = edge.at(y);
            crossings[count++] = x;
            if (y == edge.ymax && y < ymax) {
                crossings[count++] = x;
            } else if (edge.dx != 0 && x == Math.rint(x) && (y == edge.ymin || y == edge.ymax)) {
                joinCorner(y, i, x);
            }
        }
        return count;
    }

    /** Where an earlier edge leaves the same corner to the same side, the row must reach what both cover next to it. */
    private void joinCorner(int y, int index, float x) {
        Edge edge = edges.get(index);
        for (int k = 0; k < index; k++) {
            Edge other = edges.get(k);
            boolean sameEnd = y == edge.ymin && y == other.ymin || y == edge.ymax && y == other.ymax;
            if (!sameEnd || edge.dx * other.dx <= 0 || other.at(y) != x) continue;
            int next = y == ymax ? y - 1 : y + 1;
            float mine = edge.at(next);
            float others = other.at(next);
            // By the place in the table of edges, not in the row: what the reference does, whatever it meant.
            if (y == edge.ymax) {
                crossings[k] = edge.dx > 0 ? Math.max(mine, others) + 1 : Math.min(mine, others) - 1;
            } else {
                crossings[k] = edge.dx > 0 ? Math.min(mine, others) : Math.max(mine, others) + 1;
            }
            return;
        }
    }

    private void fill(Canvas canvas, int y, int count) {
        int free = 0;
        for (int i = 1; i < count; i += 2) {
            int end = down(crossings[i]);
            if (end < free) continue;
            int start = Math.max(free, up(crossings[i - 1]));
            // Two crossings in the middle between two pixels give a start behind the end: both pixels are covered.
            canvas.row(Math.min(start, end), y, Math.max(start, end));
            free = end + 1;
        }
    }

    private static int up(float x) {
        return (int) (x >= 0 ? Math.floor(x + 0.5f) : -Math.floor(Math.abs((double) x) + 0.5));
    }

    private static int down(float x) {
        return (int) (x >= 0 ? Math.ceil(x - 0.5f) : -Math.ceil(Math.abs((double) x) - 0.5));
    }
}
