package io.github.fttp.diffusion.lora;

import io.github.fttp.core.io.BadCheckpoint;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Meaning of a tensor's name in a LoRA file, in any of the ways in which such files are written.
 *
 * @param module as the file calls it, with its part in front where the file has that
 */
record LoraKey(String module, Role role) {
    /** The role of the tensor in its module. */
    enum Role {
        A,
        B,
        ALPHA
    }

    /** The ends of names, longer ones first; the first of diffusers, then older diffusers', then those of kohya's trainer. */
    private static final Map<String, Role> ENDS = new LinkedHashMap<>();

    static {
        ENDS.put(".lora_A.weight", Role.A);
        ENDS.put(".lora_B.weight", Role.B);
        ENDS.put(".lora_linear_layer.down.weight", Role.A);
        ENDS.put(".lora_linear_layer.up.weight", Role.B);
        ENDS.put(".lora.down.weight", Role.A);
        ENDS.put(".lora.up.weight", Role.B);
        ENDS.put("_lora.down.weight", Role.A);
        ENDS.put("_lora.up.weight", Role.B);
        ENDS.put(".lora_down.weight", Role.A);
        ENDS.put(".lora_up.weight", Role.B);
        ENDS.put(".alpha", Role.ALPHA);
    }

    /** Kinds of adapters that compute otherwise, by what their tensors are called. */
    private static final Map<String, Pattern> OTHER_KINDS = new TreeMap<>(Map.of(
            "GLoRA", Pattern.compile("\\.[ab][12]\\.weight$"),
            "bundled word embeddings", Pattern.compile("^bundle_emb\\."),
            "DoRA", Pattern.compile("dora_scale|lora_magnitude_vector"),
            "LoHa", Pattern.compile("\\.hada_[wt][12]"),
            "LoKr", Pattern.compile("\\.lokr_[wt][12]"),
            "LoCon with a Tucker core", Pattern.compile("\\.lora_mid\\."),
            "OFT", Pattern.compile("\\.oft_"),
            "whole differences", Pattern.compile("\\.diff(_b)?$|\\.w_norm$|\\.b_norm$"),
            "biases", Pattern.compile("\\.lora_B\\.bias$|\\.lora_up\\.bias$"),
            "IA3", Pattern.compile("\\.on_input$")));

    /** The name of an adapter, as PEFT has it within a model. */
    private static final Pattern ADAPTER = Pattern.compile("(\\.lora_[AB])\\.[^.]+(?=\\.weight$)");

    private static final Pattern PROCESSOR = Pattern.compile("(.*)\\.processor\\.(to_[qkv]|to_out)");
    private static final Pattern OLD_TEXT = Pattern.compile("(.*\\.self_attn)\\.to_(q|k|v|out)");

    /** Empty where the name is none of a low-rank adapter. */
    static Optional<LoraKey> of(String tensor) {
        String name = ADAPTER.matcher(tensor).replaceFirst("$1");
        for (var end : ENDS.entrySet()) {
            if (!name.endsWith(end.getKey())) continue;
            String module = name.substring(0, name.length() - end.getKey().length());
            return Optional.of(new LoraKey(current(module), end.getValue()));
        }
        return Optional.empty();
    }

    /** Attention processors of old diffusers stood beside the layers that they adapt. */
    private static String current(String module) {
        Matcher processor = PROCESSOR.matcher(module);
        if (processor.matches()) {
            return processor.group(1) + "." + processor.group(2)
                    + (processor.group(2).equals("to_out") ? ".0" : "");
        }
        Matcher text = OLD_TEXT.matcher(module);
        return text.matches() ? text.group(1) + "." + text.group(2) + "_proj" : module;
    }

    /** Refuses a file that holds adapters of another kind, by the name of the kind. */
    static void requirePlain(Path file, Iterable<String> names) {
        for (var kind : OTHER_KINDS.entrySet()) {
            int count = 0;
            String first = "";
            for (String name : names) {
                if (!kind.getValue().matcher(name).find()) continue;
                if (count++ == 0) first = name;
            }
            if (count == 0) continue;
            throw new BadCheckpoint(
                    file,
                    "holds " + count + " tensors of " + kind.getKey() + ", which is not supported, such as " + first);
        }
    }

    /** Refuses names that nothing here reads. */
    static void refuse(Path file, List<String> unknown, int of) {
        throw new BadCheckpoint(
                file,
                unknown.size() + " of " + of
                        + " tensors belong to no layer of the pipeline that an adapter can sit on, the" + " first is "
                        + unknown.get(0));
    }
}
