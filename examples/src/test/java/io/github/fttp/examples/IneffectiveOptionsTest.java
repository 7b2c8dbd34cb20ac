package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An option that changes nothing beside the others is refused by name, before anything is read; also one at its default. */
class IneffectiveOptionsTest {
    private static final String FORGET_LLAVA = "forget-llava --model m --data d --concept c --out o";
    private static final String FORGET_SD = "forget-sd --model m --images i --concept c --out o";
    private static final String EVALUATE_SD = "evaluate-sd --model m --images i --concept c";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--alternatives x|--alternatives has no effect with --method fttp (which asks for no other answers)",
                "--steps 3 --epochs 3|--epochs has no effect with --steps",
                "--train all --lora-rank 128|--lora-rank has no effect with --train ALL (it is for --train LORA)",
                "--train all --lora-alpha 4|--lora-alpha has no effect with --train ALL",
                "--train projector --lora-dropout 0.05|--lora-dropout has no effect with --train PROJECTOR",
                "--train projector --projector-rate 0|--projector-rate has no effect with --train PROJECTOR",
                "--train-vision|--train-vision has no effect with --train LORA (it is for --train ALL)",
                "--train projector --train-vision|--train-vision has no effect with --train PROJECTOR",
                "--train all --merge|--merge has no effect with --train ALL",
                "--train projector --old-names|--old-names has no effect with --train PROJECTOR",
                "--schedule constant --warmup 0.03|--warmup has no effect with --schedule CONSTANT",
                "--retain-images x|--retain-images has no effect without --retain",
                "--method manu --evaluate-every 5|--evaluate-every has no effect with --method manu (nothing trains)",
                "--answers 0 --answer-tokens 64|--answer-tokens has no effect with --answers 0",
                "--stop-below 0.1 --plausible-answers 9|--plausible-answers has no effect with --stop-below",
                "--engine nd4j --bf16|--bf16 has no effect with --engine nd4j (onednn and cuda round)",
                "--engine onednn --tf32|--tf32 has no effect without --engine cuda",
                "--bf16 --tf32|--tf32 has no effect with --bf16",
            })
    void forgettingInTexts(String options, String message) {
        refused(FORGET_LLAVA + " " + options, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--word-masks 0.4 --masks m.json|--masks has no effect with --word-masks",
                "--word-masks 0.4 --label lamp|--label has no effect with --word-masks",
                "--word-masks 0.4 --shapes area|--shapes has no effect with --word-masks",
                "--word-masks 0.4 --grid aligned|--grid has no effect with --word-masks",
                "--word-masks 0.4 --soft-masks|--soft-masks has no effect with --word-masks",
                "--anchor dog|--anchor has no effect with --method fttp (which puts nothing in its place)",
                "--method ga --anchor dog|--anchor has no effect with --method ga",
                "--method esd-x --anchor dog|--anchor has no effect with --method esd-x",
                "--method esd-u --epochs 20|--epochs has no effect with --method esd-u",
                "--method esd-x --timesteps 0-10|--timesteps has no effect with --method esd-x",
                "--preserve cup|--preserve has no effect with --method fttp (it is for edits of words)",
                "--method uce --rate 1|--rate has no effect with --method uce (nothing trains)",
                "--steps 3 --epochs 20|--epochs has no effect with --steps",
                "--lora-rank 16|--lora-rank has no effect with --train full (it is for --train lora)",
                "--train xattn --lora-alpha 16|--lora-alpha has no effect with --train xattn",
                "--merge|--merge has no effect with --train full",
                "--prompts p.txt --template lamp|--template has no effect with --prompts",
                "--retain-prompts p.txt|--retain-prompts has no effect without --retain",
                "--sample-images 0 --other-prompts p.txt|--other-prompts has no effect with --sample-images 0",
                "--sample-images 0 --image-steps 30|--image-steps has no effect with --sample-images 0",
                "--sample-images 0 --image-size 64|--image-size has no effect with --sample-images 0",
                "--sample-images 0 --guidance 7.5|--guidance has no effect with --sample-images 0",
                "--sample-images 0 --negative lamp|--negative has no effect with --sample-images 0",
                "--guidance 1 --negative lamp|--negative has no effect with --guidance 1.0",
                "--engine nd4j --bf16|--bf16 has no effect with --engine nd4j",
            })
    void forgettingInImages(String options, String message) {
        refused(FORGET_SD + " " + options, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--top-k 5|--top-k has no effect with --temperature 0 (which always takes the likeliest token)",
                "--top-p 1|--top-p has no effect with --temperature 0",
                "--temperature 0 --seed 0|--seed has no effect with --temperature 0",
                "--temperature 0.7 --top-k 1|--temperature has no effect with --top-k 1",
                "--pad|--pad has no effect without --image",
                "--engine nd4j --bf16|--bf16 has no effect with --engine nd4j",
            })
    void answering(String options, String message) {
        refused("generate-llava --model m --prompt Who? " + options, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--word-threshold 0.5|--word-threshold has no effect without --word",
                "--guidance 1 --negative lamp|--negative has no effect with --guidance 1.0",
                "--guidance 0 --negative lamp|--negative has no effect with --guidance 0.0",
            })
    void drawing(String options, String message) {
        refused("generate-sd --model m --prompt lamp --out o.png " + options, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--clip c|--clip has no effect without --draw or --eval",
                "--classifier c|--classifier has no effect without --draw or --eval",
                "--real r|--real has no effect without --clip or --features",
                "--features f|--features has no effect without --draw or --eval",
                "--draw p.txt|--draw has no effect without --before, --clip, --classifier",
                "--eval natural=pom.xml|--eval has no effect without --before, --clip, --classifier",
                "--image-steps 30|--image-steps has no effect without --draw or --eval",
                "--image-size 64|--image-size has no effect without --draw or --eval",
                "--guidance 7.5|--guidance has no effect without --draw or --eval",
                "--negative lamp|--negative has no effect without --draw or --eval",
                "--flip|Unknown option: '--flip'",
                "--word-masks 0.4 --masks m.json|--masks has no effect with --word-masks",
                "--word-masks 0.4 --grid direct|--grid has no effect with --word-masks",
            })
    void measuring(String options, String message) {
        refused(EVALUATE_SD + " " + options, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "compare --out o --modality text --sd s|--sd has no effect with --modality TEXT (it is for images)",
                "compare --out o --modality text --judge j|--judge has no effect with --modality TEXT",
                "compare --out o --modality image --llava l|--llava has no effect with --modality IMAGE (it is for texts)",
                "pretrain-sd --out o --from f --vae-steps 2000|--vae-steps has no effect with --from",
                "pretrain-sd --out o --world-size large --asked 20|--asked has no effect with --world-size large",
                "make-world --out o --layout unlearncanvas --concept c|--concept has no effect with --layout",
                "benchmark unlearncanvas --data d --out o --image-size 64|--image-size has no effect without --model",
                "benchmark mllmu --data d --out o --engine onednn|--engine has no effect without --model",
                "pretrain-sd --out o --bf16|Unknown option: '--bf16'",
                "pretrain-llava --out o --bf16|Unknown option: '--bf16'",
                "verify --engine nd4j --bf16 f|--bf16 has no effect with --engine nd4j",
                "evaluate --model m --data d --concept c --engine nd4j --bf16|--bf16 has no effect with --engine nd4j",
                "show-masks --images i --out o --concept c|",
                "show-masks --images i --out o --template plain|",
                "show-masks --tokenizer t --data d --concept c --masks m|",
                "show-masks --tokenizer t --data d --concept c --latent 64|",
                "show-masks --tokenizer t --data d --concept c --soft-masks|",
            })
    void others(String line, String message) {
        refused(line, message == null ? "Usage: " : message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                FORGET_LLAVA + " --method graddiff:alpha=2,retain=3 --retain r --retain-images x",
                FORGET_LLAVA + " --method fttp-kl:alpha=2,beta=0 --lora-rank 2 --projector-rate 0 --merge --old-names",
                FORGET_LLAVA + " --train all --train-vision --schedule linear --warmup 0.1 --steps 3",
                FORGET_SD + " --method concept-ablation:retain=2 --anchor dog --retain r --retain-prompts p --epochs 2",
                FORGET_SD + " --method salun:retain=2 --anchor dog --retain r --retain-prompts p --saliency 0.3",
                FORGET_SD + " --method esd-x:alpha=1 --steps 20 --saliency 0.5 --timesteps 0-100",
                FORGET_SD + " --masks m --label lamp --shapes authors --grid direct --soft-masks --allow-uniform-masks",
                FORGET_SD + " --word-masks 0.4 --allow-uniform-masks --train lora --lora-rank 2 --lora-alpha 2 --merge",
                FORGET_SD + " --other-prompts p --sample-images 1 --image-steps 3 --guidance 2 --negative lamp",
                EVALUATE_SD + " --draw p --clip c --real r --before b --image-steps 3 --guidance 1.5 --negative x",
                "generate-llava --model m --prompt Who? --image i --pad --temperature 1 --top-k 2 --top-p 0.5 --seed 3",
                "edit-sd --model m --concept c --out o --preserve a --method uce:retain=2 --guide b",
                "compare --modality text --llava l --methods GA --out /dev/null/o",
            })
    void whatGoesTogetherIsNotRefused(String line) {
        Command run = Command.run(List.of(line.split(" ")));
        assertThat(run.status()).isEqualTo(2); // there are no such files
        assertThat(run.said()).doesNotContain("no effect", "Usage: ");
    }

    private static void refused(String line, String message) {
        Command run = Command.run(List.of(line.split(" ")));
        assertThat(run.status()).as(run.said()).isEqualTo(2);
        assertThat(run.said()).contains(message).contains("Usage: fttp ");
    }
}
