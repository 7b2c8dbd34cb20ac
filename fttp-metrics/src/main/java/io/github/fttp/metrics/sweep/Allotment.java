package io.github.fttp.metrics.sweep;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The share of a cluster that the workers of a sweep are given. Its scripts start commands and leave all else to these.
 *
 * @param folder of the sweep, where all machines see it
 * @param launch words that start the commands, such as {@code java -jar fttp-examples.jar}
 * @param tasks of the array: workers, each of which goes on until nothing is left to do; or 0 for a task for each cell
 * @param atOnce tasks that run at a time, at least 1
 * @param cpus of each task, at least 1
 * @param memory of each task in GiB, at least 1
 * @param gpus of each task
 * @param hours that a task may take; what is not done then is gone on with
 */
public record Allotment(
        Path folder, List<String> launch, int tasks, int atOnce, int cpus, int memory, int gpus, int hours) {
    /** Seconds that a worker has to leave a checkpoint. */
    private static final int GRACE = 120;
    /** Words that mean nothing else to shells and to Slurm, even without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./%:=@+,-]+");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public Allotment {
        Check.atLeast(0, tasks, "tasks");
        Check.atLeast(1, atOnce, "tasks at once");
        Check.atLeast(1, cpus, "processors");
        Check.atLeast(1, memory, "GiB of memory");
        Check.atLeast(0, gpus, "GPUs");
        Check.atLeast(1, hours, "hours");
        folder = folder.toAbsolutePath().normalize();
        launch = List.copyOf(launch);
        if (CONTROL.matcher(folder.toString()).find()) {
            throw new BadData(folder, "has a control character in its name, which no script can hold");
        }
    }

    /**
     * An array job of Slurm, to be given to {@code sbatch}: each task is told 120 seconds before its time is over, and queued
     * again where it has left a checkpoint.
     *
     * @param open indices of cells that are not done, for a task for each
     * @throws BadData if a task for each cell is asked for and there is none
     */
    public String slurm(List<Integer> open) {
        if (tasks == 0 && open.isEmpty())
            throw new BadData(folder, "has no cell to be run: plan what follows, or merge");
        String array = tasks > 0 ? "0-" + (tasks - 1) : ranges(open);
        String what = tasks > 0 ? "--worker" : "--index \"$SLURM_ARRAY_TASK_ID\"";
        return """
                #!/bin/bash
                #SBATCH --job-name=fttp-sweep
                #SBATCH --array=%s%%%s
                #SBATCH --time=%s:00:00
                #SBATCH --cpus-per-task=%s
                #SBATCH --mem=%sG
                %s#SBATCH --signal=B:TERM@%s
                #SBATCH --requeue
                #SBATCH --open-mode=append
                #SBATCH --output=%s
                trap 'stopped=1; [ -z "$worker" ] || kill -TERM "$worker"' TERM
                %s &
                worker=$!
                [ -z "$stopped" ] || kill -TERM "$worker"
                wait "$worker"
                status=$?
                # The signal ended the wait, not yet the worker, which leaves a checkpoint.
                if [ -n "$stopped" ]; then
                    wait "$worker"
                    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
                fi
                exit "$status"
                """.formatted(
                        array,
                        atOnce,
                        hours,
                        cpus,
                        memory,
                        gpus > 0 ? "#SBATCH --gpus-per-task=" + gpus + "\n" : "",
                        GRACE,
                        slurmWord(folder.toString().replace("%", "%%") + "/slurm-%a.log"),
                        command().map(Allotment::shellWord).collect(Collectors.joining(" ")) + " " + what);
    }

    /** The words that work in the folder. */
    private Stream<String> command() {
        return Stream.concat(launch.stream(), Stream.of("sweep", "run", "--dir", folder.toString()));
    }

    /** A word as a shell takes it, whatever is in it. */
    private static String shellWord(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** A value as {@code sbatch} takes it in a comment of a script. */
    private static String slurmWord(String value) {
        return PLAIN.matcher(value).matches()
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** A text as YAML takes it, which takes that of JSON; Kubernetes puts no variable in its place. */
    private static String yamlWord(String word) {
        return Json.line(word.replace("$(", "$$("));
    }

    /** Numbers as Slurm takes them: {@code 0-3,7}. */
    private static String ranges(List<Integer> numbers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            int from = numbers.get(i);
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) i++;
            int to = numbers.get(i);
            text.append(text.isEmpty() ? "" : ",").append(from == to ? "" + from : from + "-" + to);
        }
        return text.toString();
    }

    /**
     * An indexed Job of Kubernetes, to be given to {@code kubectl apply}.
     *
     * @param cells that are planned, for a task for each
     * @param image of the container, with the commands
     * @param claim name of the persistent volume claim that holds the folder, which all pods write into
     * @throws BadData if the folder's path cannot be mounted at
     */
    public String kubernetes(int cells, String image, String claim) {
        if (folder.toString().contains(":")) throw new BadData(folder, "contains ':', which no mount path can");
        String what = tasks > 0 ? "\"--worker\"" : "\"--index\", \"$(JOB_COMPLETION_INDEX)\"";
        String words = command().map(Allotment::yamlWord).collect(Collectors.joining(", "));
        String resources = "cpu: \"" + cpus + "\", memory: " + memory + "Gi"
                + (gpus > 0 ? ", nvidia.com/gpu: \"" + gpus + "\"" : "");
        return """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: fttp-sweep
                spec:
                  completionMode: Indexed
                  completions: %s
                  parallelism: %s
                  backoffLimitPerIndex: 5
                  podFailurePolicy:
                    rules:
                      - action: Ignore
                        onPodConditions: [{type: DisruptionTarget}]
                  template:
                    spec:
                      restartPolicy: Never
                      terminationGracePeriodSeconds: %s
                      containers:
                        - name: worker
                          image: %s
                          command: [%s, %s]
                          resources:
                            limits: {%s}
                          volumeMounts: [{name: sweep, mountPath: %s}]
                      volumes:
                        - name: sweep
                          persistentVolumeClaim: {claimName: %s}
                """.formatted(
                        tasks > 0 ? tasks : cells,
                        atOnce,
                        GRACE,
                        Json.line(image),
                        words,
                        what,
                        resources,
                        Json.line(folder.toString()),
                        Json.line(claim));
    }
}
