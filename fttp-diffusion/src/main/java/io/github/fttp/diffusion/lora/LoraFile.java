package io.github.fttp.diffusion.lora;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tensors of a LoRA file by the layer that they belong to, whatever names the file has for them; all of them fit. */
final class LoraFile {
    private static final Logger LOG = LoggerFactory.getLogger(LoraFile.class);

    /** Parts of names in the code that SDXL was published with, and of the U-Net's own. */
    private static final Pattern ORIGINAL = Pattern.compile("input_blocks|middle_block|output_blocks");

    private static final Pattern OWN = Pattern.compile("down_blocks|mid_block|up_blocks");

    private final Safetensors tensors;
    private final ModuleIndex index;
    private final Map<ModuleIndex.Place, Map<LoraKey.Role, String>> layers = new LinkedHashMap<>();

    /** @throws BadCheckpoint if a tensor belongs to no layer, has another shape, or one is missing beside it */
    LoraFile(Safetensors tensors, ModuleIndex index, String prefix) {
        this.tensors = tensors;
        this.index = index;
        LoraKey.requirePlain(file(), tensors.names());
        List<String> unknown = new ArrayList<>();
        Map<String, Integer> ofOtherParts = new TreeMap<>();
        for (String name : names()) {
            String bare = name.startsWith(prefix) ? name.substring(prefix.length()) : name;
            var key = LoraKey.of(bare);
            var place = key.flatMap(each -> index.find(each.module()));
            if (place.isPresent()) {
                put(place.get(), key.get().role(), name);
                continue;
            }
            unknown.add(name);
            if (key.isEmpty()) continue;
            ModuleIndex.part(bare)
                    .filter(part -> !index.hasPart(part))
                    .ifPresent(part -> ofOtherParts.merge(part, 1, Integer::sum));
        }
        ofOtherParts.forEach((part, count) -> {
            throw new BadCheckpoint(file(), "holds " + count + " tensors for " + part + ", which the pipeline has not");
        });
        if (layers.isEmpty()) {
            throw new BadCheckpoint(
                    file(),
                    "holds no adapter of a U-Net or text encoder"
                            + (unknown.isEmpty() ? "" : "; its tensors are called such as " + unknown.get(0)));
        }
        if (!unknown.isEmpty()) LoraKey.refuse(file(), unknown, tensors.names().size());
        layers.keySet().forEach(this::requireWhole);
    }

    /**
     * Names of the tensors that count: where a file has both the U-Net's own names and original ones, the reference drops the
     * latter.
     */
    private Set<String> names() {
        Set<String> own = new TreeSet<>(tensors.names());
        own.removeIf(name -> ORIGINAL.matcher(name).find());
        int originals = tensors.names().size() - own.size();
        if (originals == 0 || own.stream().noneMatch(name -> OWN.matcher(name).find())) return tensors.names();
        LOG.warn(
                "{}: {} tensors with original names (input_blocks, middle_block, output_blocks) are left out, as by diffusers:"
                        + " others have the U-Net's own (down_blocks, mid_block, up_blocks)",
                file(),
                originals);
        return own;
    }

    private void put(ModuleIndex.Place place, LoraKey.Role role, String name) {
        String other = layers.computeIfAbsent(place, key -> new TreeMap<>()).put(role, name);
        if (other != null) {
            throw new BadCheckpoint(
                    file(), "tensor " + name, "is of the same layer and side as " + other, "expected one of them");
        }
    }

    Path file() {
        return tensors.file();
    }

    /** Layers of a part with what adapters sit on here. */
    List<String> modules(String part) {
        return layers.keySet().stream()
                .filter(place -> place.part().equals(part))
                .map(ModuleIndex.Place::module)
                .toList();
    }

    private void requireWhole(ModuleIndex.Place place) {
        Map<LoraKey.Role, String> names = layers.get(place);
        String any = names.values().iterator().next();
        for (LoraKey.Role side : List.of(LoraKey.Role.A, LoraKey.Role.B)) {
            if (names.containsKey(side)) continue;
            String called = side == LoraKey.Role.A ? "lora_A (or lora_down)" : "lora_B (or lora_up)";
            throw new BadCheckpoint(file(), "tensor " + called + " beside " + any, "is missing", "both are needed");
        }
        int rank = rank(place);
        requireShape(names.get(LoraKey.Role.A), expected(place, LoraKey.Role.A, rank), place);
        requireShape(names.get(LoraKey.Role.B), expected(place, LoraKey.Role.B, rank), place);
        if (names.containsKey(LoraKey.Role.ALPHA)) {
            String alpha = names.get(LoraKey.Role.ALPHA);
            if (shape(alpha).size() != 1 || !Double.isFinite(number(alpha))) {
                throw new BadCheckpoint(
                        file(), "tensor " + alpha, "has shape " + shape(alpha), "expected a finite number");
            }
        }
    }

    /** {@code [r, in]} and {@code [out, r]}, of a convolution {@code [r, in, k, k]} and {@code [out, r, 1, 1]}. */
    private Shape expected(ModuleIndex.Place place, LoraKey.Role side, int rank) {
        Module layer = index.layer(place);
        if (layer instanceof Conv2d convolution) {
            Shape weight = convolution.weight().value().shape();
            return side == LoraKey.Role.A
                    ? Shape.of(rank, weight.dim(1), weight.dim(2), weight.dim(3))
                    : Shape.of(weight.dim(0), rank, 1, 1);
        }
        Shape weight = ((Linear) layer).weight().value().shape();
        return side == LoraKey.Role.A ? Shape.of(rank, weight.dim(1)) : Shape.of(weight.dim(0), rank);
    }

    /** A convolution of single pixels and a matrix are the same: some files have one where the model has the other. */
    private void requireShape(String name, Shape expected, ModuleIndex.Place place) {
        if (withoutOnes(shape(name)).equals(withoutOnes(expected))) return;
        throw new BadCheckpoint(
                file(), "tensor " + name, "has shape " + shape(name), place.module() + " asks for " + expected);
    }

    private static Shape withoutOnes(Shape shape) {
        boolean pixel = shape.rank() == 4 && shape.dim(2) == 1 && shape.dim(3) == 1;
        return pixel ? Shape.of(shape.dim(0), shape.dim(1)) : shape;
    }

    private Shape shape(String name) {
        return tensors.info(name).shape();
    }

    int rank(ModuleIndex.Place place) {
        String name = layers.get(place).get(LoraKey.Role.A);
        Shape shape = shape(name);
        if ((shape.rank() != 2 && shape.rank() != 4) || shape.dim(0) < 1) {
            throw new BadCheckpoint(file(), "tensor " + name, "has shape " + shape, "expected [rank, in]");
        }
        return shape.dim(0);
    }

    /** As it stands beside the tensors. */
    OptionalDouble alpha(ModuleIndex.Place place) {
        String name = layers.get(place).get(LoraKey.Role.ALPHA);
        return name == null ? OptionalDouble.empty() : OptionalDouble.of(number(name));
    }

    /** A tensor of one number; kohya's trainer keeps a whole one as such. */
    private double number(String name) {
        boolean isWhole = tensors.info(name).type().matches("[IU]\\d+");
        return isWhole ? tensors.integers(name)[0] : tensors.floats(name)[0];
    }

    /** @throws BadCheckpoint if one is NaN or infinite: all that the layer gives would be */
    float[] values(ModuleIndex.Place place, LoraKey.Role side) {
        String name = layers.get(place).get(side);
        float[] values = tensors.floats(name);
        for (int i = 0; i < values.length; i++) {
            if (Float.isFinite(values[i])) continue;
            throw new BadCheckpoint(
                    file(), "tensor " + name, "holds " + values[i] + " at element " + i, "expected finite numbers");
        }
        return values;
    }
}
