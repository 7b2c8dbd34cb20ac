package io.github.fttp.core.train;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.tensor.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;

/** The memory that the system tells of; Linux does, of others nothing is known. */
public final class Memory {
    private Memory() {}

    /** Most bytes this process ever had resident; 0 where the system does not tell. */
    public static long peakResident() {
        return kilobytes(Path.of("/proc/self/status"), "VmHWM:").orElse(0);
    }

    /** Bytes that can be taken without swapping, or nothing known. */
    public static OptionalLong available() {
        OptionalLong free = kilobytes(Path.of("/proc/meminfo"), "MemAvailable:");
        OptionalLong limit = containerRoom();
        if (free.isEmpty()) return limit;
        return limit.isEmpty() ? free : OptionalLong.of(Math.min(free.getAsLong(), limit.getAsLong()));
    }

    /**
     * Refuses what will not fit, before work starts; where nothing is known, nothing is refused.
     *
     * @param pool where it is taken from: of an engine that computes on a GPU, the GPU's memory
     * @param what for what the bytes are, as the message shall call it
     */
    public static void require(Pool pool, long bytes, String what) {
        pool.forecast(bytes);
        if (!has(pool, bytes)) {
            throw new TooLittle(String.format(
                    Locale.ROOT,
                    "%s needs about %.1f GiB of memory, available %sare %.1f GiB",
                    what,
                    bytes / 0x1p30,
                    pool.device().map(gpu -> "on " + gpu.name() + " ").orElse(""),
                    available(pool).getAsLong() / 0x1p30));
        }
    }

    /** Whether so many bytes can be taken where a pool takes them; where nothing is known, they can. */
    public static boolean has(Pool pool, long bytes) {
        OptionalLong available = available(pool);
        return available.isEmpty() || bytes <= available.getAsLong();
    }

    private static OptionalLong available(Pool pool) {
        return pool.device().map(gpu -> OptionalLong.of(gpu.available())).orElseGet(Memory::available);
    }

    /** There is not enough memory for what was asked. */
    public static final class TooLittle extends InputException {
        private static final long serialVersionUID = 1L;

        TooLittle(String message) {
            super(message);
        }
    }

    private static OptionalLong containerRoom() {
        try {
            String most = Files.readString(Path.of("/sys/fs/cgroup/memory.max")).strip();
            long used = Long.parseLong(
                    Files.readString(Path.of("/sys/fs/cgroup/memory.current")).strip());
            return most.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(most) - used);
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty(); // not in a container of this kind
        }
    }

    private static OptionalLong kilobytes(Path file, String key) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(key)) return OptionalLong.of(1024 * Long.parseLong(line.replaceAll("\\D", "")));
            }
        } catch (IOException e) {
            return OptionalLong.empty(); // not Linux
        }
        return OptionalLong.empty();
    }
}
