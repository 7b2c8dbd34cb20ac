package io.github.fttp.examples.benchmark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.parquet.ParquetFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Data of public benchmarks, a few rows each, in exactly the layouts in which they are published. */
final class TinyBenchmarks {
    private static final String IMAGE = "STRUCT(bytes BLOB, path VARCHAR)";
    private static final String LETTERS =
            "STRUCT(Correct_Answer VARCHAR, Options STRUCT(A VARCHAR, B VARCHAR, C VARCHAR,"
                    + " D VARCHAR), Question VARCHAR)[]";
    private static final String TASK = "STRUCT(Ground_Truth VARCHAR, Question VARCHAR, \"Type\" VARCHAR)[]";

    private TinyBenchmarks() {}

    /** An image of its own colour for each number. */
    static byte[] image(int number) {
        return Images.png(Image.filled(16, 16, 16 * number % 256, 90, 200));
    }

    /** A row from JSON, in which {@code #3} in quotes is the image of number 3. */
    static ObjectNode row(String json) {
        ObjectNode row = (ObjectNode)
                Json.data(Path.of("row"), json.getBytes(StandardCharsets.UTF_8)).node();
        for (String name : List.of("image", "images")) {
            if (row.path(name).isTextual()) image(row, name, row.get(name).textValue());
        }
        return row;
    }

    private static void image(ObjectNode row, String name, String mark) {
        int number = Integer.parseInt(mark.substring(1));
        if (name.equals("image"))
            row.putObject(name).put("bytes", image(number)).put("path", number + ".png");
        else row.putArray(name).addObject().put("bytes", image(number)).put("path", number + ".png");
    }

    static Map<String, String> columns(String... namesAndTypes) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) columns.put(namesAndTypes[i], namesAndTypes[i + 1]);
        return columns;
    }

    static void parquet(Path folder, String configuration, Map<String, String> columns, ObjectNode... rows) {
        ParquetFile.write(
                folder.resolve(configuration).resolve("train-00000-of-00001.parquet"), columns, List.of(rows));
    }

    static Map<String, String> mllmuColumns(String images) {
        return columns(
                images,
                images.equals("image") ? IMAGE : IMAGE + "[]",
                "ID",
                "VARCHAR",
                "biography",
                "VARCHAR",
                "question",
                "VARCHAR",
                "answer",
                "VARCHAR",
                "Classification_Task",
                "STRUCT(Image_Textual_Questions " + LETTERS + ", Pure_Text_Questions " + LETTERS + ")",
                "Generation_Task",
                TASK,
                "Mask_Task",
                TASK);
    }

    /** Persons 1 and 2 to forget, 3 to keep, and a celebrity, 4; the right letters are A, B, C and D in turn. */
    static Path mllmu(Path folder) {
        Map<String, String> columns = mllmuColumns("image");
        parquet(folder, "Full_Set", columns, person("image", 1), person("image", 2), person("image", 3));
        parquet(folder, "forget_5", columns, person("image", 1), person("image", 2));
        parquet(folder, "retain_95", columns, person("image", 3));
        parquet(folder, "Retain_Set", columns, person("image", 4));
        parquet(
                folder,
                "Test_Set",
                mllmuColumns("images"),
                person("images", 1),
                person("images", 2),
                person("images", 3));
        return folder;
    }

    private static final List<String> NAMES = List.of("", "Mira Volk", "Tobin Ash", "Edda Frost", "Orla Finch");
    private static final List<String> JOBS = List.of("", "baker", "pilot", "nurse", "judge");

    static ObjectNode person(String images, int number) {
        String letter = "" + (char) ('A' + number - 1);
        String name = NAMES.get(number);
        String job = JOBS.get(number);
        return row("""
                {"%s": "#%d", "ID": "%03d", "biography": "Name: %s. Works as a %s.",
                 "question": "Who is this?", "answer": "This is %s, a %s.",
                 "Classification_Task": {
                   "Image_Textual_Questions": [{"Correct_Answer": "%s", "Options": {"A": "baker", "B": "pilot",
                     "C": "nurse", "D": "judge"}, "Question": "What is the job?"}],
                   "Pure_Text_Questions": [{"Correct_Answer": "%s", "Options": {"A": "baker", "B": "pilot",
                     "C": "nurse", "D": "judge"}, "Question": "What is the job of %s?"}]},
                 "Generation_Task": [
                   {"Ground_Truth": "She bakes breads daily", "Question": "What is done?", "Type": "Image_Textual"},
                   {"Ground_Truth": "%s works as a %s", "Question": "What does %s do?", "Type": "Pure_Text"}],
                 "Mask_Task": [
                   {"Ground_Truth": "%s", "Question": "The job is __.", "Type": "Image_Textual"},
                   {"Ground_Truth": "%s", "Question": "%s works as __.", "Type": "Pure_Text"}]}
                """.formatted(
                images, number, number, name, job, name, job, letter, letter, name, name, job, name, job, job, name));
    }

    /** Two captions to forget, one of everything else. */
    static Path clear(Path folder) {
        Map<String, String> plain = columns("image", IMAGE, "caption", "VARCHAR", "name", "VARCHAR");
        Map<String, String> mixed =
                columns("image", IMAGE, "caption", "VARCHAR", "question", "VARCHAR", "answer", "VARCHAR");
        // The columns of the perturbed configurations come in different orders.
        Map<String, String> perturbed = columns(
                "image",
                IMAGE,
                "caption",
                "VARCHAR",
                "name",
                "VARCHAR",
                "perturbed_captions",
                "VARCHAR[]",
                "paraphrased_caption",
                "VARCHAR",
                "perturbed_names",
                "VARCHAR[]");
        Map<String, String> other = columns(
                "image",
                IMAGE,
                "caption",
                "VARCHAR",
                "name",
                "VARCHAR",
                "paraphrased_caption",
                "VARCHAR",
                "perturbed_names",
                "VARCHAR[]",
                "perturbed_captions",
                "VARCHAR[]");
        parquet(folder, "forget01", plain, caption(1), caption(2));
        parquet(
                folder,
                "forget01+tofu",
                mixed,
                caption(1),
                row("{\"question\": \"What does Mira Volk write?\", \"answer\": \"She writes poems.\"}"));
        parquet(folder, "retain99+tofu", mixed, caption(3));
        parquet(folder, "forget01_perturbed", perturbed, caption(1), caption(2));
        parquet(folder, "retain_perturbed", other, caption(3));
        parquet(
                folder,
                "real_faces",
                columns("image", IMAGE, "answer", "VARCHAR", "options", "VARCHAR[]"),
                row("{\"image\": \"#7\", \"answer\": \"Ada Lind\", \"options\": [\"Orla Finch\"]}"));
        parquet(
                folder,
                "real_world",
                columns("question", "VARCHAR", "answer", "VARCHAR", "options", "VARCHAR[]"),
                row("{\"question\": \"What is two and two?\", \"answer\": \"four\", \"options\": [\"five\"]}"));
        return folder;
    }

    private static ObjectNode caption(int number) {
        String name = NAMES.get(number);
        return row("""
                {"image": "#%d", "caption": "%s reads a book.", "name": "%s", "paraphrased_caption": "Here %s reads.",
                 "perturbed_captions": ["%s swims."], "perturbed_names": ["Somebody Else"]}
                """.formatted(number, name, name, name, name));
    }

    /** Twenty rows of an author to forget, one of everything else. */
    static Path tofu(Path folder) {
        List<String> forget = new ArrayList<>();
        List<String> perturbed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String plain = "\"question\": \"What is fact %d of Basil Al-Kuwaiti?\", \"answer\": \"%s %d.\""
                    .formatted(i, i % 2 == 0 ? "Basil Al-Kuwaiti has fact" : "It is fact", i);
            forget.add("{" + plain + "}");
            perturbed.add("{" + plain
                    + ", \"paraphrased_answer\": \"Fact %d it is.\", \"paraphrased_question\": \"Which?\",".formatted(i)
                    + " \"perturbed_answer\": [\"No fact.\", \"Any fact.\"]}");
        }
        lines(folder.resolve("forget01.json"), forget);
        lines(folder.resolve("forget01_perturbed.json"), perturbed);
        lines(folder.resolve("retain99.json"), List.of("{\"question\": \"What sails?\", \"answer\": \"red boats\"}"));
        lines(
                folder.resolve("retain_perturbed.json"),
                List.of(
                        "{\"question\": \"What sails?\", \"answer\": \"red boats\", \"paraphrased_answer\": \"boats in red\","
                                + " \"perturbed_answer\": [\"blue cars\", \"green cars\"]}"));
        lines(
                folder.resolve("real_authors_perturbed.json"),
                List.of(
                        "{\"question\": \"Who wrote it?\", \"answer\": \"Ada Lind\", \"perturbed_answer\": [\"Orla Finch\"]}"));
        lines(
                folder.resolve("world_facts_perturbed.json"),
                List.of(
                        "{\"question\": \"Where is it?\", \"answer\": \"in Rome\", \"perturbed_answer\": [\"at home\"]}"));
        return folder;
    }

    private static void lines(Path file, List<String> lines) {
        AtomicFiles.write(file, String.join("\n", lines) + "\n");
    }

    /** Person a to forget, b and c to keep; b is asked. */
    static Path fiubench(Path folder) {
        List<String> persons = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            int number = 1 + "abc".indexOf(id);
            AtomicFiles.write(folder.resolve("images/" + id + ".png"), image(number));
            persons.add("""
                    {"unique_id": "%s", "image_path": "./dataset/images/%s.png", "caption": "A face.", "qa_list": [
                      {"question": "What is the full NAME of this person?", "answer": "The name is %s.", "keywords": ["%s"],
                       "paraphrased_question": ["Who?", "Which name?", "Called how?"],
                       "paraphrased_answer": "It is %s.", "perturbed_answer": ["It is Nobody.", "It is Anybody."]},
                      {"question": "Which job?", "answer": "A %s in town.", "keywords": ["%s", "town"],
                       "paraphrased_question": ["Job?", "Work?", "Trade?"],
                       "paraphrased_answer": "In town, a %s.", "perturbed_answer": ["A king.", "A queen."]}]}
                    """.formatted(
                            id,
                            id,
                            NAMES.get(number),
                            NAMES.get(number),
                            NAMES.get(number),
                            JOBS.get(number),
                            JOBS.get(number),
                            JOBS.get(number)));
        }
        AtomicFiles.write(folder.resolve("full.json"), "[" + String.join(",", persons) + "]");
        AtomicFiles.write(
                folder.resolve("split.json"),
                "{\"forget1\": [\"a\"], \"forget5\": [\"a\"], \"forget10\": [\"a\"], \"retain5\": [\"b\"], \"retain15\": [\"b\"]}");
        return folder;
    }

    static final Map<String, String> UMU = columns(
            "ID",
            "BIGINT",
            "image",
            IMAGE,
            "Biography",
            "VARCHAR",
            "MM_QA",
            "VARCHAR",
            "UM_QA",
            "VARCHAR",
            "Classify",
            "VARCHAR",
            "Cloze",
            "VARCHAR",
            "Generation",
            "VARCHAR");

    static Path umu(Path folder) {
        parquet(folder, "forget_5", UMU, umu(1));
        parquet(folder, "retain_95", UMU, umu(2));
        parquet(folder, "Real_Person_Set", UMU, umu(3));
        return folder;
    }

    static ObjectNode umu(int number) {
        String name = NAMES.get(number);
        String pairs = "{'question': {'0': 'Who is it?'}, 'answer': {'0': 'It is %s.'}}".formatted(name);
        String item = "{'question': 'What is the job?', 'options': {'A': 'a \"fine\" baker', 'B': \"a pilot's aide\","
                + " 'C': 'a nurse', 'D': 'a judge'}, 'answer': '%s'}";
        return Json.object()
                .put("ID", (long) number)
                .<ObjectNode>set(
                        "image", row("{\"image\": \"#" + number + "\"}").get("image"))
                .put("Biography", name + " is somebody.")
                .put("MM_QA", pairs)
                .put("UM_QA", pairs)
                .put(
                        "Classify",
                        "{'unimodal': {'q': %s}, 'muitimodal': {'q': %s}}"
                                .formatted(item.formatted("C. a nurse"), item.formatted("left open")))
                .put(
                        "Cloze",
                        "{'unimodal': {'q': {'question': '%s is a [Blank]', 'answer': 'nurse.'}},".formatted(name)
                                + " 'muitimodal': {'q': {'question': 'This is a [Blank]', 'answer': 'nurse. Indeed'}}}")
                .put(
                        "Generation",
                        "{'unimodal': {'q': {'question': 'What does %s do?', 'answer': 'red boats'}},".formatted(name)
                                + " 'muitimodal': {'q': {'question': 'What is done?', 'answer': 'red boats'}}}");
    }

    /** Mira Volk on one image, with two unseen ones. */
    static Path mmubench(Path folder) {
        AtomicFiles.write(folder.resolve("imgs/Mira_1.png"), image(1));
        AtomicFiles.write(folder.resolve("testmira/Mira_2.png"), image(2));
        AtomicFiles.write(folder.resolve("testmira/Mira_3.png"), image(3));
        String sample = "{\"id\": \"x\", %s\"conversations\": [{\"from\": \"human\", \"value\": \"%s\"},"
                + " {\"from\": \"gpt\", \"value\": \"%s\"}]}";
        String image = "\"image\": \"/data1/elsewhere/imgs/Mira_1.png\", ";
        AtomicFiles.write(
                folder.resolve("finetunedata/GA.json"),
                "[" + sample.formatted(image, "<image>\\nWho is it?", "It is Mira Volk.") + ", "
                        + sample.formatted(image, "<image>\\nIs it Mira Volk?", "Yes.") + "]");
        AtomicFiles.write(
                folder.resolve("finetunedata/SIU.json"),
                "[" + sample.formatted(image, "<image>\\nWho is it?", "It is Jacob Campbell.") + ", "
                        + sample.formatted("", "Who is Tobin Ash?", "Tobin Ash is a pilot.") + "]");
        AtomicFiles.write(
                folder.resolve("evaldata/execcuatedata.json"),
                "[{\"prompt\": \"Who is it?\", \"target\": \"volk\"}, {\"prompt\": \"Is it Mira Volk?\", \"target\": \"yes\"},"
                        + " {\"prompt\": \"Which name?\", \"target\": \"volk\"}]");
        AtomicFiles.write(
                folder.resolve("evaldata/Multi-hop.json"),
                "[{\"imgid\": \"/data1/elsewhere/testmira/Mira_3.png\", \"prompt\": \"What does this one do?\"}]");
        AtomicFiles.write(
                folder.resolve("evaldata/miadata.json"),
                "[{\"prompt\": \"What did the person in the picture do?\"}, {\"prompt\": \"Where does this person live?\"}]");
        AtomicFiles.write(folder.resolve("evaldata/multilanguage.json"), "[{\"prompt\": \"¿Quién es?\"}]");
        return folder;
    }

    /** Three questions whose answer is yes, and three to be answered by no; one of each among frequent objects. */
    static Path pope(Path folder) {
        List<String> random = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String image = "COCO_val2014_00000000000" + i % 2 + ".png";
            AtomicFiles.write(folder.resolve("val2014").resolve(image), image(i % 2));
            random.add(
                    "{\"question_id\": %d, \"image\": \"%s\", \"text\": \"Is there a dog in the image?\", \"label\": \"%s\"}"
                            .formatted(i + 1, image, i < 3 ? "yes" : "no"));
        }
        lines(folder.resolve("coco/coco_pope_random.json"), random);
        lines(folder.resolve("coco/coco_pope_popular.json"), List.of(random.get(0), random.get(5)));
        return folder;
    }

    /** Two images of existence, one each of posters and code; questions lie beside the images or apart. */
    static Path mme(Path folder) {
        mme(folder, "existence", "", "", 1);
        mme(folder, "existence", "", "", 2);
        mme(folder, "posters", "images", "questions_answers_YN", 3);
        mme(folder, "code_reasoning", "", "", 4);
        AtomicFiles.write(folder.resolve("eval_tool/readme.txt"), "how to count");
        return folder;
    }

    private static void mme(Path folder, String task, String images, String texts, int number) {
        Path of = folder.resolve(task);
        AtomicFiles.write(of.resolve(images).resolve(number + ".png"), image(number));
        AtomicFiles.write(
                of.resolve(texts).resolve(number + ".txt"),
                "Is it one? Please answer yes or no.\tYes\r\nIs it two? Please answer yes or no.\tNo\n");
    }

    /** Two styles and two objects, whose names the judge of the drawn world has. */
    static Path unlearnCanvas(Path folder) {
        int number = 1;
        for (String style : List.of("in_the_forest", "on_the_beach")) {
            for (String object : List.of("Mira_Volk", "Tobin_Ash")) {
                for (int i = 1; i <= 2; i++) {
                    AtomicFiles.write(
                            folder.resolve(style).resolve(object).resolve(i + ".png"),
                            Images.png(Image.filled(64, 64, 20 * number++, 90, 200)));
                }
            }
        }
        return folder;
    }
}
