package io.github.fttp.examples.provenance;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.ledger.CompositionProvider;
import io.github.fttp.core.ledger.DeletionLedger;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keeps deletions from one base model, each of which can be revoked. */
@Command(
        name = "ledger",
        footer = "fttp ledger add --ledger deletions --model llava-1.5-7b-hf --name R1 --adapter without-mira",
        description = "Keep what a model was made to forget in sequence, each deletion revocable.",
        subcommands = {
            LedgerCommand.Add.class,
            LedgerCommand.ListAll.class,
            LedgerCommand.Revoke.class,
            LedgerCommand.Apply.class
        })
public final class LedgerCommand {
    /** A command on a ledger. */
    abstract static class OnLedger implements Callable<Integer> {
        @Under(Heading.RESULTS)
        @Option(
                names = "--ledger",
                defaultValue = "ledger",
                paramLabel = "DIR",
                description = "Folder of the ledger (default: ${DEFAULT-VALUE}).")
        Path folder;

        int say(List<String> lines) {
            lines.forEach(System.out::println);
            return 0;
        }
    }

    @Command(
            name = "add",
            sortOptions = false,
            footer = "fttp ledger add --model llava-1.5-7b-hf --name R1 --adapter without-mira",
            description = "Add what a run trained on the base, or on the model that apply wrote last.")
    static final class Add extends OnLedger {
        @Under(Heading.MODEL)
        @Option(
                names = "--model",
                paramLabel = "DIR",
                description = "Base model, for the first add: it begins the ledger.")
        Path model;

        @Under(Heading.RESULTS)
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "Name of the deletion.")
        String name;

        @Under(Heading.RESULTS)
        @Option(
                names = "--adapter",
                required = true,
                paramLabel = "DIR",
                description = "Folder of the run, or of the adapter in it.")
        Path adapter;

        @Override
        public Integer call() {
            DeletionLedger open = model == null ? DeletionLedger.open(folder) : DeletionLedger.begin(folder, model);
            open.add(name, adapter);
            return say(open.lines());
        }
    }

    @Command(name = "list", footer = "fttp ledger list", description = "List all deletions.")
    static final class ListAll extends OnLedger {
        @Override
        public Integer call() {
            List<String> lines = DeletionLedger.open(folder).lines();
            return say(lines.isEmpty() ? List.of("no deletion was added yet") : lines);
        }
    }

    @Command(
            name = "revoke",
            sortOptions = false,
            footer = "fttp ledger revoke --name R1",
            description = "Revoke a deletion; those that were trained with it applied are trained again without it.")
    static final class Revoke extends OnLedger {
        @Under(Heading.RESULTS)
        @Option(names = "--name", required = true, paramLabel = "NAME", description = "Name of the deletion.")
        String name;

        @Mixin
        EngineOptions computing;

        @Spec
        CommandSpec command;

        @Override
        public Integer call() {
            DeletionLedger open = DeletionLedger.open(folder);
            List<String> dependents = open.dependents(name);
            if (!dependents.isEmpty()) {
                say(List.of("trained with " + name + " applied, and trained again: " + String.join(", ", dependents)));
            }
            CommandLine all = command.parent().commandLine().getParent();
            open.revoke(name, CompositionProvider.of(open.base(), computing::open), (run, out) -> {
                if (Reruns.run(run, out, all) != 0)
                    throw new BadData(out, "did not come to its end: nothing is revoked");
            });
            return say(open.lines());
        }
    }

    @Command(
            name = "apply",
            sortOptions = false,
            footer = "fttp ledger apply --out llava-without",
            description = "Write the model with all deletions that apply.")
    static final class Apply extends OnLedger {
        @Under(Heading.RESULTS)
        @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write, not there yet.")
        Path out;

        @Mixin
        EngineOptions computing;

        @Override
        public Integer call() {
            DeletionLedger open = DeletionLedger.open(folder);
            open.apply(out, CompositionProvider.of(open.base(), computing::open));
            if (open.applying().isEmpty()) say(List.of("no deletion applies: this is the base model"));
            return say(List.of(out.toAbsolutePath().toString()));
        }
    }
}
