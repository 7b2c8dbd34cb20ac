package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Group normalisation of pictures whose channels lie last, {@code [B, .., C]}, in plain Java: oneDNN has only its reference
 * implementation of the backward. Sums are taken channel by channel, which makes them vector instructions, and put together
 * to groups afterwards.
 */
final class GroupNormKernels {
    /** Values that a thread looks at between two additions to its sums in double precision. */
    private static final int BLOCK = 16 * 1024;
    /** Pixels in a block at the least, however many channels there are. */
    private static final int LEAST_ROWS = 8;
    /** Elements below which a second thread costs more than it brings. */
    private static final long GRAIN = 16 * 1024;

    private final Workers workers;

    GroupNormKernels(Workers workers) {
        this.workers = workers;
    }

    void forward(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Picture picture = Picture.of(x, mean);
        float[] w = weight.toArray();
        float[] b = bias.toArray();
        float[] means = new float[picture.samples() * picture.groups()];
        float[] rstds = new float[means.length];
        float[] shift = new float[picture.channels()];
        for (int sample = 0; sample < picture.samples(); sample++) {
            // Differences to one of the values: squares of the values themselves would cancel out where the mean is
            // large.
            x.read(picture.first(sample), shift, 0, shift.length);
            double[][] sums = sums(picture, sample, (at, rows, values, other, s1, s2) -> {
                x.read(at, values, 0, rows * shift.length);
                addShifted(values, rows, shift, s1, s2);
            });
            statistics(picture, sample, shift, sums, epsilon, means, rstds);
            float[] scale = new float[shift.length];
            float[] offset = new float[shift.length];
            for (int c = 0; c < scale.length; c++) {
                int group = sample * picture.groups() + c / picture.width();
                scale[c] = rstds[group] * w[c];
                offset[c] = b[c] - means[group] * scale[c];
            }
            blocks(picture, sample, (part, at, rows, values, other) -> {
                x.read(at, values, 0, rows * scale.length);
                for (int r = 0; r < rows; r++) scaled(values, r * scale.length, scale, offset);
                y.write(at, values, 0, rows * scale.length);
            });
        }
        mean.set(means);
        rstd.set(rstds);
    }

    private static void addShifted(float[] values, int rows, float[] shift, float[] s1, float[] s2) {
        for (int r = 0; r < rows; r++) {
            int from = r * shift.length;
            for (int c = 0; c < shift.length; c++) {
                float d = values[from + c] - shift[c];
                s1[c] += d;
                s2[c] += d * d;
            }
        }
    }

    private static void scaled(float[] values, int from, float[] scale, float[] offset) {
        for (int c = 0; c < scale.length; c++) values[from + c] = values[from + c] * scale[c] + offset[c];
    }

    private static void statistics(
            Picture picture, int sample, float[] shift, double[][] sums, float epsilon, float[] means, float[] rstds) {
        double n = picture.pixels();
        for (int g = 0; g < picture.groups(); g++) {
            int from = g * picture.width();
            int to = from + picture.width();
            double total = 0;
            for (int c = from; c < to; c++) total += sums[0][c] + n * shift[c];
            double mean = total / (n * picture.width());
            double squares = 0;
            for (int c = from; c < to; c++) {
                double off = shift[c] - mean;
                squares += sums[1][c] + off * (2 * sums[0][c] + n * off);
            }
            means[sample * picture.groups() + g] = (float) mean;
            rstds[sample * picture.groups() + g] =
                    (float) (1 / Math.sqrt(squares / (n * picture.width()) + (double) epsilon));
        }
    }

    /** {@code dx = rstd (g - mean(g) - xhat mean(g xhat))}, {@code g = dy w}, means over the group. */
    void backward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Picture picture = Picture.of(x, mean);
        int channels = picture.channels();
        float[] w = weight.toArray();
        float[] means = mean.toArray();
        float[] rstds = rstd.toArray();
        double[] dw = new double[channels];
        double[] db = new double[channels];
        float[] centre = new float[channels];
        for (int sample = 0; sample < picture.samples(); sample++) {
            int row = sample * picture.groups();
            for (int c = 0; c < channels; c++) centre[c] = means[row + c / picture.width()];
            double[][] sums = sums(picture, sample, (at, rows, values, other, s1, s2) -> {
                dy.read(at, values, 0, rows * channels);
                x.read(at, other, 0, rows * channels);
                addProducts(values, other, rows, centre, s1, s2);
            });
            float[] along = new float[channels]; // dx = dy along + x back + offset
            float[] back = new float[channels];
            float[] offset = new float[channels];
            for (int g = 0; g < picture.groups(); g++) {
                double r = rstds[row + g];
                double n = (double) picture.pixels() * picture.width();
                double middle = 0;
                double slope = 0;
                int from = g * picture.width();
                int to = from + picture.width();
                for (int c = from; c < to; c++) {
                    middle += w[c] * sums[0][c] / n;
                    slope += w[c] * r * sums[1][c] / n;
                    db[c] += sums[0][c];
                    dw[c] += r * sums[1][c];
                }
                for (int c = from; c < to; c++) {
                    along[c] = (float) (r * w[c]);
                    back[c] = (float) (-r * r * slope);
                    offset[c] = (float) (-r * middle + means[row + g] * r * r * slope);
                }
            }
            blocks(picture, sample, (part, at, rows, values, other) -> {
                dy.read(at, values, 0, rows * channels);
                x.read(at, other, 0, rows * channels);
                for (int i = 0; i < rows; i++) combined(values, other, i * channels, along, back, offset);
                dx.write(at, values, 0, rows * channels);
            });
        }
        dweight.set(floats(dw));
        dbias.set(floats(db));
    }

    private static void addProducts(float[] dy, float[] x, int rows, float[] centre, float[] s1, float[] s2) {
        for (int r = 0; r < rows; r++) {
            int from = r * centre.length;
            for (int c = 0; c < centre.length; c++) {
                float d = dy[from + c];
                s1[c] += d;
                s2[c] += d * (x[from + c] - centre[c]);
            }
        }
    }

    private static void combined(float[] dy, float[] x, int from, float[] along, float[] back, float[] offset) {
        for (int c = 0; c < along.length; c++) {
            dy[from + c] = dy[from + c] * along[c] + x[from + c] * back[c] + offset[c];
        }
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return floats;
    }

    /** Sizes of {@code [B, pixels.., C]}; {@code width} channels make a group. */
    private record Picture(int samples, int pixels, int channels, int groups) {
        static Picture of(Tensor x, Tensor statistics) {
            int samples = x.shape().dim(0);
            int channels = x.shape().dim(-1);
            int pixels = Math.toIntExact(x.shape().size() / Math.max(1, (long) samples * channels));
            return new Picture(samples, pixels, channels, statistics.shape().dim(1));
        }

        int width() {
            return channels / groups;
        }

        long first(int sample) {
            return (long) sample * pixels * channels;
        }
    }

    private interface Sums {
        void add(long at, int rows, float[] values, float[] other, float[] s1, float[] s2);
    }

    /** Two sums a channel over a sample's pixels: of each thread's share, block by block, always in the same order. */
    private double[][] sums(Picture picture, int sample, Sums body) {
        int channels = picture.channels();
        double[][][] parts = new double[workers.threads()][2][channels];
        blocks(picture, sample, (part, at, rows, values, other) -> {
            float[] s1 = workers.scratch(part, 2, channels);
            float[] s2 = workers.scratch(part, 3, channels);
            Arrays.fill(s1, 0, channels, 0);
            Arrays.fill(s2, 0, channels, 0);
            body.add(at, rows, values, other, s1, s2);
            for (int c = 0; c < channels; c++) {
                parts[part][0][c] += s1[c];
                parts[part][1][c] += s2[c];
            }
        });
        for (int part = 1; part < parts.length; part++) {
            for (int c = 0; c < channels; c++) {
                parts[0][0][c] += parts[part][0][c];
                parts[0][1][c] += parts[part][1][c];
            }
        }
        return parts[0];
    }

    private interface BlockBody {
        void run(int part, long at, int rows, float[] values, float[] other);
    }

    private void blocks(Picture picture, int sample, BlockBody body) {
        int channels = picture.channels();
        int most = Math.max(LEAST_ROWS, BLOCK / channels);
        workers.split(picture.pixels(), Math.max(1, GRAIN / channels), (part, from, to) -> {
            int rows = (int) Math.min(most, to - from);
            float[] values = workers.scratch(part, 0, rows * channels);
            float[] other = workers.scratch(part, 1, rows * channels);
            for (long pixel = from; pixel < to; pixel += rows) {
                int n = (int) Math.min(rows, to - pixel);
                body.run(part, picture.first(sample) + pixel * channels, n, values, other);
            }
        });
    }
}
