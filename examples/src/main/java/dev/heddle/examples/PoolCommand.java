package dev.heddle.examples;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.select;
import static dev.heddle.scheduler.Go.go;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Receiver;
import dev.heddle.scheduler.Scheduler;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** A pool of workers that take jobs from one channel and give up on a job that takes too long. */
@Command(
        name = "pool",
        mixinStandardHelpOptions = true,
        description =
                "Runs jobs that take 10, 20, 30... ms on a pool of workers with a time limit.")
public final class PoolCommand implements Callable<Integer> {

    /** A job and how it ended. */
    record Outcome(int job, boolean inTime) {}

    @Spec
    @SuppressWarnings("NullAway.Init") // by picocli
    private CommandSpec spec;

    @Option(names = "--workers", defaultValue = "3", description = "default: ${DEFAULT-VALUE}")
    private int workers;

    @Option(names = "--jobs", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
    private int jobs;

    @Option(
            names = "--limit",
            defaultValue = "65",
            description = "in ms, default: ${DEFAULT-VALUE}")
    private int limitMillis;

    /** For picocli. */
    public PoolCommand() {}

    @Override
    public Integer call() throws Exception {
        if (workers < 1 || jobs < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--workers must be at least 1, --jobs not negative");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (Scheduler scheduler = Scheduler.builder().name("pool").build()) {
            Duration limit = Duration.ofMillis(limitMillis);
            for (Outcome outcome : scheduler.run(() -> runAll(jobs, workers, limit))) {
                out.println("job " + outcome.job + (outcome.inTime ? " done" : " took too long"));
            }
        }
        out.flush();
        return 0;
    }

    /** Runs jobs on workers; the outcomes come as the jobs end. */
    static List<Outcome> runAll(int jobs, int workers, Duration limit) throws InterruptedException {
        Channel<Integer> queue = Channel.unbuffered();
        Channel<Outcome> outcomes = Channel.buffered(jobs);
        for (int i = 0; i < workers; i++) {
            go(
                    () -> {
                        for (int job : queue) {
                            outcomes.send(new Outcome(job, runWithin(limit, job)));
                        }
                    });
        }
        for (int job = 1; job <= jobs; job++) {
            queue.send(job);
        }
        queue.close();
        List<Outcome> all = new ArrayList<>();
        while (all.size() < jobs) {
            all.add(outcomes.receive());
        }
        return all;
    }

    private static boolean runWithin(Duration limit, int job) throws InterruptedException {
        Channel<Boolean> done = Channel.buffered(1);
        Thread work =
                go(
                        () -> {
                            work(job);
                            done.send(true);
                        });
        Receiver<Boolean> finished = done;
        boolean inTime = select(onReceive(finished, yes -> yes), onTimeout(limit, () -> false));
        if (!inTime) {
            work.interrupt();
        }
        return inTime;
    }

    private static void work(int job) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(10L * job));
    }
}
