package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;
import java.util.Arrays;

/**
 * Group normalisation of images whose channels lie last, {@code [B, .., C]}, in plain Java: oneDNN has only its reference
 * implementation of the backward. Sums are taken channel by channel, and put together to groups afterwards.
 *
 * <p>Values go through the loops in strips of a few pixels, and what there is one of for each channel is repeated for each
 * pixel of a strip: only loops whose arrays all have the same index become vector instructions.
 */
final class JvmGroupNorm {
    /** Values of a strip, about: few enough for the first cache, many enough to outweigh a call. */
    private static final int STRIP = 640;
    /** Strips that are summed in single precision before their sums go to those in double precision. */
    private static final int FLUSH = 32;
    /** Elements below which a second thread costs more than it brings. */
    private static final long GRAIN = 16 * 1024;

    private final Workers workers;

    JvmGroupNorm(Workers workers) {
        this.workers = workers;
    }

    void forward(Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor mean, Tensor rstd) {
        Image image = Image.of(x, mean);
        float[] means = new float[image.samples() * image.groups()];
        float[] rstds = new float[means.length];
        float[] shift = new float[image.channels()];
        for (int sample = 0; sample < image.samples(); sample++) {
            // Differences to one of the values: squares of the values themselves would cancel out where the mean is
            // large.
            x.read(image.first(sample), shift, 0, shift.length);
            float[] shifts = image.strip(shift);
            double[][] sums = sums(image, sample, (at, n, values, other, s1, s2) -> {
                x.read(at, values, 0, n);
                addShifted(values, shifts, s1, s2, n);
            });
            statistics(image, sample, shift, sums, epsilon, means, rstds);
        }
        mean.set(means);
        rstd.set(rstds);
        normalize(x, weight, bias, mean, rstd, y);
    }

    /** {@code y = (x - mean) rstd w + b}, by the statistics of a sample and group. */
    private void normalize(Tensor x, Tensor weight, Tensor bias, Tensor mean, Tensor rstd, Tensor y) {
        Image image = Image.of(x, mean);
        float[] w = weight.toArray();
        float[] b = bias.toArray();
        float[] means = mean.toArray();
        float[] rstds = rstd.toArray();
        float[] scale = new float[image.channels()];
        float[] offset = new float[image.channels()];
        for (int sample = 0; sample < image.samples(); sample++) {
            for (int c = 0; c < scale.length; c++) {
                int group = sample * image.groups() + c / image.width();
                scale[c] = rstds[group] * w[c];
                offset[c] = b[c] - means[group] * scale[c];
            }
            float[] scales = image.strip(scale);
            float[] offsets = image.strip(offset);
            strips(image, sample, (part, at, n, values, other) -> {
                x.read(at, values, 0, n);
                scaled(values, scales, offsets, n);
                y.write(at, values, 0, n);
            });
        }
    }

    private static void addShifted(float[] values, float[] shift, float[] s1, float[] s2, int n) {
        for (int i = 0; i < n; i++) {
            float d = values[i] - shift[i];
            s1[i] += d;
            s2[i] += d * d;
        }
    }

    private static void scaled(float[] values, float[] scale, float[] offset, int n) {
        for (int i = 0; i < n; i++) values[i] = values[i] * scale[i] + offset[i];
    }

    private static void statistics(
            Image image, int sample, float[] shift, double[][] sums, float epsilon, float[] means, float[] rstds) {
        double n = image.pixels();
        for (int g = 0; g < image.groups(); g++) {
            int from = g * image.width();
            int to = from + image.width();
            double total = 0;
            for (int c = from; c < to; c++) total += sums[0][c] + n * shift[c];
            double mean = total / (n * image.width());
            double squares = 0;
            for (int c = from; c < to; c++) {
                double off = shift[c] - mean;
                squares += sums[1][c] + off * (2 * sums[0][c] + n * off);
            }
            means[sample * image.groups() + g] = (float) mean;
            rstds[sample * image.groups() + g] =
                    (float) (1 / Math.sqrt(squares / (n * image.width()) + (double) epsilon));
        }
    }

    /** {@code dx = rstd (g - mean(g) - xhat mean(g xhat))}, {@code g = dy w}, means over the group. */
    void backward(
            Tensor dy, Tensor x, Tensor weight, Tensor mean, Tensor rstd, Tensor dx, Tensor dweight, Tensor dbias) {
        Image image = Image.of(x, mean);
        int channels = image.channels();
        float[] w = weight.toArray();
        float[] means = mean.toArray();
        float[] rstds = rstd.toArray();
        double[] dw = new double[channels];
        double[] db = new double[channels];
        float[] centre = new float[channels];
        float[] along = new float[channels]; // dx = dy along + x back + offset
        float[] back = new float[channels];
        float[] offset = new float[channels];
        for (int sample = 0; sample < image.samples(); sample++) {
            int row = sample * image.groups();
            for (int c = 0; c < channels; c++) centre[c] = means[row + c / image.width()];
            float[] centres = image.strip(centre);
            double[][] sums = sums(image, sample, (at, n, values, other, s1, s2) -> {
                dy.read(at, values, 0, n);
                x.read(at, other, 0, n);
                addProducts(values, other, centres, s1, s2, n);
            });
            for (int g = 0; g < image.groups(); g++) {
                double r = rstds[row + g];
                double n = (double) image.pixels() * image.width();
                double middle = 0;
                double slope = 0;
                int from = g * image.width();
                int to = from + image.width();
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
            float[] alongs = image.strip(along);
            float[] backs = image.strip(back);
            float[] offsets = image.strip(offset);
            strips(image, sample, (part, at, n, values, other) -> {
                dy.read(at, values, 0, n);
                x.read(at, other, 0, n);
                combined(values, other, alongs, backs, offsets, n);
                dx.write(at, values, 0, n);
            });
        }
        dweight.set(floats(dw));
        dbias.set(floats(db));
    }

    private static void addProducts(float[] dy, float[] x, float[] centre, float[] s1, float[] s2, int n) {
        for (int i = 0; i < n; i++) {
            float d = dy[i];
            s1[i] += d;
            s2[i] += d * (x[i] - centre[i]);
        }
    }

    private static void combined(float[] dy, float[] x, float[] along, float[] back, float[] offset, int n) {
        for (int i = 0; i < n; i++) dy[i] = dy[i] * along[i] + x[i] * back[i] + offset[i];
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
        return floats;
    }

    /** Sizes of {@code [B, pixels.., C]}; {@code width} channels make a group. */
    private record Image(int samples, int pixels, int channels, int groups) {
        static Image of(Tensor x, Tensor statistics) {
            int samples = x.shape().dim(0);
            int channels = x.shape().dim(-1);
            int pixels = Math.toIntExact(x.shape().size() / Math.max(1, (long) samples * channels));
            return new Image(samples, pixels, channels, statistics.shape().dim(1));
        }

        int width() {
            return channels / groups;
        }

        long first(int sample) {
            return (long) sample * pixels * channels;
        }

        /** Pixels that go through the loops together. */
        int together() {
            return Math.max(1, Math.min(pixels, STRIP / channels));
        }

        /** A value a channel, repeated for each pixel of a strip. */
        float[] strip(float[] perChannel) {
            float[] repeated = new float[together() * channels];
            for (int i = 0; i < together(); i++) System.arraycopy(perChannel, 0, repeated, i * channels, channels);
            return repeated;
        }
    }

    private interface Sums {
        void add(long at, int n, float[] values, float[] other, float[] s1, float[] s2);
    }

    /** Two sums a channel over a sample's pixels: of each thread's share, always in the same order. */
    private double[][] sums(Image image, int sample, Sums body) {
        int channels = image.channels();
        int lanes = image.together() * channels;
        double[][][] parts = new double[workers.threads()][2][channels];
        int[] strips = new int[workers.threads()];
        for (int part = 0; part < parts.length; part++) {
            Arrays.fill(workers.scratch(part, 2, lanes), 0, lanes, 0);
            Arrays.fill(workers.scratch(part, 3, lanes), 0, lanes, 0);
        }
        strips(image, sample, (part, at, n, values, other) -> {
            float[] s1 = workers.scratch(part, 2, lanes);
            float[] s2 = workers.scratch(part, 3, lanes);
            body.add(at, n, values, other, s1, s2);
            if (++strips[part] % FLUSH == 0) flush(s1, s2, parts[part], lanes);
        });
        for (int part = 0; part < parts.length; part++) {
            flush(workers.scratch(part, 2, lanes), workers.scratch(part, 3, lanes), parts[part], lanes);
            for (int c = 0; part > 0 && c < channels; c++) {
                parts[0][0][c] += parts[part][0][c];
                parts[0][1][c] += parts[part][1][c];
            }
        }
        return parts[0];
    }

    /** Adds what was summed up to the sums of the channels, and begins anew. */
    private static void flush(float[] s1, float[] s2, double[][] sums, int lanes) {
        int channels = sums[0].length;
        for (int i = 0; i < lanes; i++) {
            sums[0][i % channels] += s1[i];
            sums[1][i % channels] += s2[i];
        }
        Arrays.fill(s1, 0, lanes, 0);
        Arrays.fill(s2, 0, lanes, 0);
    }

    private interface StripBody {
        void run(int part, long at, int n, float[] values, float[] other);
    }

    private void strips(Image image, int sample, StripBody body) {
        int channels = image.channels();
        int most = image.together();
        workers.split(image.pixels(), Math.max(1, GRAIN / channels), (part, from, to) -> {
            float[] values = workers.scratch(part, 0, most * channels);
            float[] other = workers.scratch(part, 1, most * channels);
            for (long pixel = from; pixel < to; pixel += most) {
                int n = (int) Math.min(most, to - pixel) * channels;
                body.run(part, image.first(sample) + pixel * channels, n, values, other);
            }
        });
    }
}
