package io.github.fttp.diffusion.lora;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names that a U-Net's layers have in the code that SDXL was published with, which kohya's trainer keeps: blocks are numbered
 * one by one on the way down, {@code input_blocks}, and up, {@code output_blocks}, whatever their level.
 */
final class OriginalNames {
    private static final Pattern BLOCK =
            Pattern.compile("(down|up)_blocks\\.(\\d+)\\.(resnets|attentions|downsamplers|upsamplers)\\.(\\d+)\\.(.+)");
    private static final Pattern MIDDLE = Pattern.compile("mid_block\\.(resnets|attentions)\\.(\\d+)\\.(.+)");

    /** Layers outside of blocks. */
    private static final Map<String, String> OUTSIDE = Map.of(
            "conv_in", "input_blocks.0.0",
            "time_embedding.linear_1", "time_embed.0",
            "time_embedding.linear_2", "time_embed.2",
            "add_embedding.linear_1", "label_emb.0.0",
            "add_embedding.linear_2", "label_emb.0.2",
            "conv_out", "out.2");

    /** Layers of a ResNet block. */
    private static final Map<String, String> RESNET = Map.of(
            "conv1", "in_layers.2",
            "time_emb_proj", "emb_layers.1",
            "conv2", "out_layers.3",
            "conv_shortcut", "skip_connection");

    /** ResNet blocks of each level, on the way down and up. */
    private final Map<String, Map<Integer, Integer>> resnets = Map.of("down", new TreeMap<>(), "up", new TreeMap<>());

    private OriginalNames(Collection<String> layers) {
        for (String layer : layers) {
            Matcher block = BLOCK.matcher(layer);
            if (!block.matches() || !block.group(3).equals("resnets")) continue;
            int index = Integer.parseInt(block.group(4));
            resnets.get(block.group(1)).merge(Integer.valueOf(block.group(2)), index + 1, Math::max);
        }
    }

    /** The original names of layers, each with the layer's own. */
    static Map<String, String> of(Collection<String> layers) {
        OriginalNames names = new OriginalNames(layers);
        Map<String, String> found = new LinkedHashMap<>();
        for (String layer : layers) {
            String original = names.of(layer);
            if (!original.isEmpty()) found.put(original, layer);
        }
        return found;
    }

    private String of(String layer) {
        if (OUTSIDE.containsKey(layer)) return OUTSIDE.get(layer);
        Matcher middle = MIDDLE.matcher(layer);
        if (middle.matches()) {
            int place = middle.group(1).equals("attentions") ? 1 : 2 * Integer.parseInt(middle.group(2));
            return "middle_block." + place + "." + inside(middle.group(3));
        }
        Matcher block = BLOCK.matcher(layer);
        if (!block.matches()) return "";
        boolean isDown = block.group(1).equals("down");
        int level = Integer.parseInt(block.group(2));
        int first = first(isDown, level);
        int index = Integer.parseInt(block.group(4));
        String inside = inside(block.group(5));
        return switch (block.group(3)) {
            case "resnets" -> blocks(isDown) + (first + index) + ".0." + inside;
            case "attentions" -> blocks(isDown) + (first + index) + ".1." + inside;
            // Behind the blocks of its level; its convolution is called op.
            case "downsamplers" -> blocks(true) + (first(true, level + 1) - 1) + ".0.op";
            // Within the last block of its level.
            default -> blocks(false) + (first(false, level + 1) - 1) + ".2." + inside;
        };
    }

    /** The number of a level's first block; on the way down conv_in and the convolutions that halve are blocks as well. */
    private int first(boolean isDown, int level) {
        int first = isDown ? 1 + level : 0;
        for (var each : resnets.get(isDown ? "down" : "up").entrySet()) {
            if (each.getKey() < level) first += each.getValue();
        }
        return first;
    }

    private static String blocks(boolean isDown) {
        return isDown ? "input_blocks." : "output_blocks.";
    }

    private static String inside(String layer) {
        return RESNET.getOrDefault(layer, layer);
    }
}
