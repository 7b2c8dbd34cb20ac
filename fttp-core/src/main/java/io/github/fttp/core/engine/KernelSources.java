package io.github.fttp.core.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** The text of the CUDA kernels, one translation unit. */
final class KernelSources {
    private static final List<String> FILES =
            List.of("common.cu", "attention.cu", "elements.cu", "rows.cu", "norms.cu", "softmax.cu", "convolution.cu");
    private static final Pattern KERNEL = Pattern.compile("^KERNEL (\\w+)\\(", Pattern.MULTILINE);

    private KernelSources() {}

    /** All files, one after the other. */
    static String text() {
        StringBuilder text = new StringBuilder();
        for (String file : FILES) {
            try (InputStream in = KernelSources.class.getResourceAsStream("cuda/" + file)) {
                if (in == null)
                    throw new IllegalStateException("the kernels' source " + file + " is not on the class path");
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }

    /** The kernels' names. */
    static List<String> names() {
        return KERNEL.matcher(text()).results().map(found -> found.group(1)).toList();
    }
}
