package io.github.fttp.core.engine;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds the CUDA libraries that the user has installed and loads them, before JavaCPP's bridges to them are: on the library
 * path, in {@code CUDA_HOME}, in {@code /usr/local/cuda}, or where pip puts them beside a Python.
 */
final class CudaLibraries {
    /** Less than this compiles no more with CUDA 13. */
    private static final int OLDEST = 75;

    private static final String PRESETS = "org.bytedeco.cuda.presets.";
    private static final List<String> BRIDGES = List.of("cudart", "nvrtc", "cublas");
    private static final String ADVICE = "or take another engine (onednn)";

    /** Loaded for as long as the process lives: closing one would take it from under the bridges. */
    private static final List<NativeLibrary> LOADED = new ArrayList<>();

    private CudaLibraries() {}

    /**
     * Loads what the engine needs.
     *
     * @return the GPU it will compute on
     * @throws UnusableGpu if there is no driver or GPU, the GPU is too old, or a library is missing
     */
    static Cuda.Gpu load() {
        List<Cuda.Gpu> gpus =
                Cuda.gpus(Cuda.DRIVER, "the engine cuda needs an NVIDIA GPU with its driver; take another (onednn)");
        requireUsable(gpus);
        List<String> names = requireBridges();
        if (!Platform.isWindows()) names.forEach(name -> LOADED.add(open(name, folders(System::getenv))));
        return gpus.get(0);
    }

    static void requireUsable(List<Cuda.Gpu> gpus) {
        if (gpus.isEmpty()) {
            throw new UnusableGpu("the NVIDIA driver sees no GPU", "the engine cuda needs one; take another (onednn)");
        }
        Cuda.Gpu gpu = gpus.get(0);
        if (10 * gpu.major() + gpu.minor() < OLDEST) {
            throw new UnusableGpu(
                    "the engine cuda needs a GPU of compute capability 7.5 or newer, found is " + gpu,
                    "older ones compute by ND4J (profile cuda), " + ADVICE);
        }
    }

    /** The names of the libraries that the bridges on the class path link to, what others need first. */
    private static List<String> requireBridges() {
        List<String> names = new ArrayList<>();
        for (String bridge : BRIDGES) {
            try {
                Class<?> presets = Class.forName(PRESETS + bridge, false, CudaLibraries.class.getClassLoader());
                names.addAll(linked(presets));
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                throw new UnusableGpu(
                        "org.bytedeco:cuda is not on the class path",
                        "add it, with the classifier of this system as well, " + ADVICE);
            }
        }
        return names;
    }

    /** {@code cudart@.13} of JavaCPP's annotation is {@code libcudart.so.13}; the driver itself was asked before. */
    private static List<String> linked(Class<?> presets) {
        var properties = presets.getAnnotation(org.bytedeco.javacpp.annotation.Properties.class);
        Set<String> names = new LinkedHashSet<>();
        for (var platform : properties.value()) {
            Arrays.stream(platform.link())
                    .filter(link -> link.contains("@."))
                    .forEach(link -> names.add("lib" + link.split("#")[0].replace("@", ".so")));
            if (!names.isEmpty()) break; // the first is the one for all systems, others change it for theirs
        }
        names.remove("libcuda.so.1");
        return List.copyOf(names);
    }

    private static NativeLibrary open(String name, List<Path> folders) {
        try {
            return NativeLibrary.getInstance(name);
        } catch (UnsatisfiedLinkError e) {
            Path file = find(name, folders).orElseThrow(() -> missing(name, folders));
            if (name.startsWith("libnvrtc.")) {
                // NVRTC looks for its other half by name when it compiles.
                matches(file.getParent(), "libnvrtc-builtins.so.*")
                        .forEach(half -> LOADED.add(NativeLibrary.getInstance(half.toString())));
            }
            return NativeLibrary.getInstance(file.toString());
        }
    }

    /** The file of this name in the first folder that has it. */
    static Optional<Path> find(String name, List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .findFirst();
    }

    static UnusableGpu missing(String name, List<Path> folders) {
        return new UnusableGpu(
                "the engine cuda needs " + name + ", which is neither on the library path nor in " + folders,
                "install CUDA " + name.substring(name.lastIndexOf('.') + 1)
                        + " (or Python's packages nvidia-cuda-runtime, nvidia-cuda-nvrtc and nvidia-cublas) and name its folder in"
                        + " CUDA_HOME or LD_LIBRARY_PATH, " + ADVICE);
    }

    /** Where CUDA's installer and pip put libraries. */
    static List<Path> folders(UnaryOperator<String> environment) {
        Set<Path> folders = new LinkedHashSet<>();
        for (String variable : List.of("CUDA_HOME", "CUDA_PATH")) {
            home(environment.apply(variable)).ifPresent(home -> folders.add(home.resolve("lib64")));
        }
        folders.add(Path.of("/usr/local/cuda/lib64"));
        for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
            home(environment.apply(variable)).ifPresent(home -> folders.addAll(wheels(home)));
        }
        String path = environment.apply("PATH");
        for (String entry : path == null ? new String[0] : path.split(File.pathSeparator)) {
            home(entry).map(bin -> bin.resolve("python3")).filter(Files::exists).ifPresent(python -> homes(python)
                    .forEach(home -> folders.addAll(wheels(home))));
        }
        return List.copyOf(folders);
    }

    /**
     * Where a Python may have its packages: above its own folder, and above that of the one that it leads to, of an environment
     * say; not further, since an environment's leads to the system's.
     */
    private static List<Path> homes(Path python) {
        List<Path> pythons = new ArrayList<>(List.of(python));
        try {
            if (Files.isSymbolicLink(python)) pythons.add(python.resolveSibling(Files.readSymbolicLink(python)));
        } catch (IOException e) {
            // One that cannot be read leads nowhere.
        }
        return pythons.stream()
                .map(each -> each.normalize().getParent().getParent())
                .filter(Objects::nonNull)
                .toList();
    }

    private static Optional<Path> home(String value) {
        try {
            return value == null || value.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(value).toAbsolutePath());
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** {@code lib/python3.12/site-packages/nvidia/cublas/lib} and the like. */
    private static List<Path> wheels(Path home) {
        List<Path> found = new ArrayList<>();
        for (Path python : matches(home.resolve("lib"), "python3*")) {
            for (String packages : List.of("site-packages", "dist-packages")) {
                for (Path wheel : matches(python.resolve(packages).resolve("nvidia"), "*")) {
                    if (Files.isDirectory(wheel.resolve("lib"))) found.add(wheel.resolve("lib"));
                }
            }
        }
        return found;
    }

    private static List<Path> matches(Path folder, String pattern) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
            entries.forEach(found::add);
        } catch (IOException e) {
            return List.of(); // no such folder
        }
        found.sort(null);
        return found;
    }
}
