package io.github.fttp.examples;

import picocli.CommandLine.Command;

/** Makes a model of any family forget a concept. */
@Command(
        name = "forget",
        footer = "fttp forget --model llava-1.5-7b-hf --data forget.json --images photos --concept \"Mira Volk\""
                + " --out without-mira",
        description = {
            "Make a model forget a concept, whatever its family.",
            "The --model folder says which: a vision-language model (config.json) is made to forget by forget-llava, a"
                    + " pipeline of diffusers (model_index.json) by forget-sd. The options are those of that command:"
                    + " --help beside --model lists them."
        })
final class Forget extends OfAnyFamily {}
