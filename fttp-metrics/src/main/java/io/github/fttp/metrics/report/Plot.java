package io.github.fttp.metrics.report;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plot that stands in a page and can be saved from there as a file. */
public interface Plot extends Content {
    /** The title above it. */
    String title();

    /** A complete SVG file, which takes its colour of text and lines from the page where it stands within one. */
    String svg();

    /** Plots beside each other where there is room. */
    static Content beside(List<? extends Plot> plots) {
        return () -> plots.stream()
                .map(Content::html)
                .collect(Collectors.joining("\n", "<div class=\"plots\">\n", "\n</div>"));
    }

    @Override
    default String html() {
        String svg = svg();
        String name =
                title().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return "<figure>" + svg.replace(Svg.NAMESPACE, "") + "<a class=\"save\" download=\"" + name
                + ".svg\" href=\"data:image/svg+xml;base64,"
                + Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8))
                + "\">Save as SVG</a></figure>";
    }
}
