package io.github.fttp.mllm.data;

import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads one sample of either layout.
 *
 * @param named the images that samples name
 */
record SampleReader(NamedImages named) {
    private static final List<String> OTHER_MEDIA = List.of("video", "videos", "audio", "audios");
    /** Places of media that other tools write into questions: Qwen's with the file, others' in front or on a line of their own. */
    private static final Pattern OTHER_PLACES =
            Pattern.compile("<img>[^<]*\\.\\w{2,5}</img>|\\A\\s*<(?:video|audio)>|(?m)^<(?:video|audio)>$");

    /** Fields that name images in other tools' files. */
    private static final List<String> OTHER_FIELDS =
            List.of("image_path", "image_paths", "image_file", "image_files", "img", "img_path", "picture", "pictures");

    /** @param number stands for an id where there is none */
    Conversation read(Json item, int number) {
        if (!item.isObject()) throw item.refuse("is " + item.found() + ", expected a sample");
        String id = item.optional("id").map(SampleReader::id).orElse(String.valueOf(number));
        for (String media : OTHER_MEDIA) {
            item.optional(media).filter(SampleReader::isThere).ifPresent(field -> {
                throw field.refuse("is " + field.found() + ", supported are images");
            });
        }
        TurnReader read = TurnReader.of(item, turns(item));
        List<Json> images = images(item, read.images());
        for (Turn turn : read.turns()) {
            Matcher place = OTHER_PLACES.matcher(turn.text());
            if (turn.speaker() == Speaker.HUMAN && place.find()) {
                throw item.refuse("(sample \"" + id + "\") has " + place.group().strip() + " in a question, expected "
                        + Conversation.IMAGE + " where an image stands, and its name in \"image\"");
            }
        }
        if (images.isEmpty()) {
            for (String name : OTHER_FIELDS) {
                item.optional(name).filter(SampleReader::namesSome).ifPresent(field -> {
                    throw field.refuse(
                            "is " + field.found() + ", expected the names of images in \"image\" or \"images\"");
                });
            }
        }
        images.forEach(NamedImages::requireName); // also of those that no question has a place for
        int places = 0;
        for (Turn turn : read.turns()) places += Conversation.places(turn.text());
        if (places != images.size()) throw item.refuse(mismatch(id, places, images, item));
        List<Path> files = new ArrayList<>();
        for (Json image : images) files.add(named.file(image));
        return new Conversation(id, read.system(), files, read.turns(), names(item));
    }

    private static List<String> names(Json item) {
        List<Json> all = item.optional("names").stream()
                .flatMap(field -> field.isArray() ? field.items().stream() : Stream.of(field))
                .toList();
        // What holds no texts is another field that is called so.
        return all.stream().noneMatch(Json::isText)
                ? List.of()
                : all.stream().map(SampleReader::name).toList();
    }

    private static String name(Json name) {
        if (name.text().isBlank()) throw name.refuse("is blank, expected a name of the concept");
        return name.text();
    }

    private static String id(Json id) {
        return id.isNumber() ? id.node().asText() : id.text();
    }

    private static Json turns(Json item) {
        boolean messages = item.optional("messages").isPresent();
        if (item.optional("conversations").isPresent()) {
            if (messages) throw item.field("messages").refuse("stands beside \"conversations\", expected one of both");
            return item.field("conversations");
        }
        if (!messages)
            throw item.refuse("has " + item.names() + ", expected \"conversations\" or \"messages\" among them");
        return item.field("messages");
    }

    /** The images of a sample, from the one field that has some; an empty name is none. */
    private static List<Json> images(Json item, List<Json> ofTurns) {
        List<Json> found = new ArrayList<>(ofTurns);
        for (String name : List.of("image", "images")) {
            Optional<Json> field = item.optional(name).filter(SampleReader::isThere);
            if (field.isEmpty()) continue;
            if (!found.isEmpty()) {
                throw field.get()
                        .refuse("is " + field.get().found() + ", but the sample's images are named elsewhere too");
            }
            if (field.get().isArray())
                field.get().items().stream().filter(SampleReader::isThere).forEach(found::add);
            else found.add(field.get());
        }
        return found;
    }

    static boolean isThere(Json field) {
        if (field.isArray()) return field.items().stream().anyMatch(SampleReader::isThere);
        return !field.isNull() && !(field.isText() && field.text().isBlank());
    }

    private static boolean namesSome(Json field) {
        if (field.isArray())
            return !field.items().isEmpty() && field.items().stream().allMatch(Json::isText);
        return field.isText() && !field.text().isBlank();
    }

    private static String mismatch(String id, int named, List<Json> images, Json item) {
        String sample = "(sample \"" + id + "\") names " + Conversation.IMAGE + " " + named + " times, ";
        if (!images.isEmpty()) {
            return sample + "expected " + images.size() + ": once in a question for each of its images";
        }
        for (String name : List.of("image", "images")) {
            if (item.has(name)) return sample + "but its \"" + name + "\" is empty";
        }
        return sample + "but has no \"image\" or \"images\"";
    }
}
