package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.unet.Conditioning;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The conditioning that a case gives among its inputs: text states, and what SDXL has beside them. */
final class GivenConditioning {
    private static final String STATES = "in.encoder_hidden_states";

    private GivenConditioning() {}

    static Conditioning of(GoldenCase golden) {
        return new Conditioning(
                golden.shape(STATES), golden.floats(STATES), AttentionMask.full(), added(golden, golden::floats));
    }

    /** @param inputs by their keys in the case */
    static Conditioning.Vars of(GoldenCase golden, Map<String, Var> inputs) {
        return new Conditioning.Vars(inputs.get(STATES), AttentionMask.full(), added(golden, inputs::get));
    }

    private static <T> Map<String, T> added(GoldenCase golden, Function<String, T> input) {
        return names(golden).collect(Collectors.toMap(name -> name, name -> input.apply("in." + name)));
    }

    /** Its keys in the case. */
    static Stream<String> keys(GoldenCase golden) {
        return Stream.concat(Stream.of(STATES), names(golden).map(name -> "in." + name));
    }

    private static Stream<String> names(GoldenCase golden) {
        return Stream.of(Conditioning.TEXT_EMBEDS, Conditioning.TIME_IDS).filter(name -> golden.has("in." + name));
    }
}
