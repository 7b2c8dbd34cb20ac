package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AllotmentTest {
    @TempDir
    Path folder;

    private Allotment workers(String launch) {
        return new Allotment(folder, List.of(launch), 16, 8, 4, 32, 1, 6);
    }

    private Allotment cells() {
        return new Allotment(folder, List.of("fttp"), 0, 8, 4, 32, 0, 6);
    }

    @Test
    void slurmIsAskedForAnArrayOfWorkersOrOfCells() {
        assertThat(workers("fttp").slurm(List.of()))
                .startsWith("#!/bin/bash\n#SBATCH")
                .contains(
                        "#SBATCH --array=0-15%8\n",
                        "#SBATCH --time=6:00:00\n",
                        "#SBATCH --gpus-per-task=1\n",
                        "#SBATCH --signal=B:TERM@120\n",
                        "#SBATCH --requeue\n",
                        "fttp sweep run --dir " + folder + " --worker &\n");
        assertThat(cells().slurm(List.of(0, 1, 2, 5, 7, 8)))
                .contains("#SBATCH --array=0-2,5,7-8%8\n", "--index \"$SLURM_ARRAY_TASK_ID\" &\n")
                .doesNotContain("gpus");
        assertThatThrownBy(() -> cells().slurm(List.of()))
                .hasMessage(folder + ": has no cell to be run: plan what follows, or merge");
    }

    @Test
    void asksInTheSameDigitsWhateverTheSystemWrites() {
        Locale usual = Locale.getDefault();
        String slurm = workers("fttp").slurm(List.of());
        String kubernetes = workers("fttp").kubernetes(6, "fttp:1", "sweep");
        Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
        try {
            assertThat(workers("fttp").slurm(List.of())).isEqualTo(slurm);
            assertThat(workers("fttp").kubernetes(6, "fttp:1", "sweep")).isEqualTo(kubernetes);
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void slurmsScriptPassesTheSignalOnWaitsForTheCheckpointAndQueuesAgain() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        script("scontrol", "echo \"$@\" > " + folder.resolve("queued"));
        // A worker that leaves its checkpoint a while after the signal.
        Path worker = script(
                "worker",
                "trap 'echo checkpoint > " + folder.resolve("checkpoint") + "; exit 143' TERM",
                "echo > " + folder.resolve("begun"),
                "for i in {1..2000}; do read -t 0.02 <> <(:); done");
        Path job = script("job", workers(worker.toString()).slurm(List.of()));
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", job.toString());
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("SLURM_ARRAY_JOB_ID", "17");
        builder.environment().put("SLURM_ARRAY_TASK_ID", "3");
        Process process = builder.redirectErrorStream(true).start();
        while (Files.notExists(folder.resolve("begun"))) process.waitFor(10, TimeUnit.MILLISECONDS);
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(143);
        assertThat(folder.resolve("checkpoint")).exists();
        assertThat(folder.resolve("queued")).hasContent("requeue 17_3");
    }

    @Test
    void slurmsScriptEndsWithTheWorkersStatus() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path job = script("job", workers(script("worker", "exit 2").toString()).slurm(List.of()));
        assertThat(new ProcessBuilder("/bin/bash", job.toString()).start().waitFor())
                .isEqualTo(2);
    }

    private Path script(String name, String... lines) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/bash\n" + String.join("\n", lines) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    @Test
    void kubernetesIsAskedForAnIndexedJob() {
        assertThat(workers("fttp").kubernetes(40, "registry/fttp:1", "models"))
                .contains(
                        "completionMode: Indexed\n  completions: 16\n  parallelism: 8\n",
                        "command: [\"fttp\", \"sweep\", \"run\", \"--dir\", \"" + folder + "\", \"--worker\"]",
                        "limits: {cpu: \"4\", memory: 32Gi, nvidia.com/gpu: \"1\"}",
                        "terminationGracePeriodSeconds: 120",
                        "persistentVolumeClaim: {claimName: \"models\"}");
        assertThat(cells().kubernetes(40, "i", "c"))
                .contains("completions: 40\n", "\"--index\", \"$(JOB_COMPLETION_INDEX)\"]")
                .doesNotContain("gpu");
    }

    /** Characters that shells, Slurm and YAML take for something else. */
    private static final String ODD = "it's 50% \"of $HOME\" $(date) `x` \\ # &";

    @Test
    void slurmsScriptNamesTheFolderWhateverItIsCalled() throws Exception {
        assumeThat(Path.of("/bin/bash")).exists();
        Path words = folder.resolve("words");
        Path odd = folder.resolve(ODD);
        String worker = script("a worker", "printf '%s\\n' \"$@\" > " + words).toString();
        Path job = script("job", new Allotment(odd, List.of(worker, "$X"), 1, 1, 1, 1, 0, 1).slurm(List.of()));
        assertThat(new ProcessBuilder("/bin/bash", job.toString()).start().waitFor())
                .isZero();
        assertThat(words).hasContent("$X\nsweep\nrun\n--dir\n" + odd + "\n--worker");
        // sbatch takes away quotes and backslashes, then puts "%" for "%%" and the index for "%a".
        assertThat(job)
                .content()
                .contains("#SBATCH --output=\"" + folder
                        + "/it's 50%% \\\"of $HOME\\\" $(date) `x` \\\\ # &/slurm-%a.log\"\n");
    }

    @Test
    void theJobIsYamlWhateverTheFolderIsCalled() throws Exception {
        Path odd = folder.resolve(ODD);
        String job = new Allotment(odd, List.of("fttp"), 1, 1, 1, 1, 1, 1).kubernetes(1, "i", "c");
        String json = job.lines()
                .filter(line -> line.contains("command: "))
                .findFirst()
                .orElseThrow();
        assertThat(Json.data(odd, json.substring(json.indexOf('[')).getBytes(StandardCharsets.UTF_8))
                        .items())
                .extracting(Json::text)
                .containsExactly("fttp", "sweep", "run", "--dir", odd.toString().replace("$(", "$$("), "--worker");
        assertThat(job).contains("mountPath: " + Json.line(odd.toString()) + "}]");
        assertThatThrownBy(() ->
                        new Allotment(folder.resolve("a:b"), List.of("fttp"), 1, 1, 1, 1, 1, 1).kubernetes(1, "i", "c"))
                .hasMessageContaining("contains ':', which no mount path can");
        assertThatThrownBy(() -> new Allotment(folder.resolve("a\nb"), List.of("fttp"), 1, 1, 1, 1, 1, 1))
                .hasMessageContaining("control character");
    }
}
