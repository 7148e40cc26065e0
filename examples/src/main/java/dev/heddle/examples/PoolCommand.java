package dev.heddle.examples;

import static dev.heddle.channels.Select.onReceive;
import static dev.heddle.channels.Select.onTimeout;
import static dev.heddle.channels.Select.select;
import static dev.heddle.scheduler.Go.go;

import dev.heddle.channels.Channel;
import dev.heddle.channels.Receiver;
import dev.heddle.channels.Sender;
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
    record Outcome(int job, int worker, boolean inTime, Duration took) {
        @Override
        public String toString() {
            return "job %d %s after %d ms (worker %d)"
                    .formatted(job, inTime ? "done" : "given up", took.toMillis(), worker);
        }
    }

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
        if (workers < 1 || jobs < 0 || limitMillis < 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--workers must be at least 1, --jobs and --limit not negative");
        }
        PrintWriter out = spec.commandLine().getOut();
        Duration limit = Duration.ofMillis(limitMillis);
        try (Scheduler scheduler = Scheduler.builder().name("pool").build()) {
            for (Outcome outcome : scheduler.run(() -> runAll(jobs, workers, limit))) {
                out.println(outcome);
            }
        }
        out.flush();
        return 0;
    }

    /** Runs jobs on workers; the outcomes in the order in which the jobs ended. */
    static List<Outcome> runAll(int jobs, int workers, Duration limit) throws InterruptedException {
        Channel<Integer> queue = Channel.unbuffered();
        Channel<Outcome> outcomes = Channel.unbuffered();
        for (int i = 1; i <= workers; i++) {
            int worker = i;
            go("worker " + i, () -> serve(worker, queue, outcomes, limit));
        }
        go("feeder", () -> feed(jobs, queue));
        List<Outcome> all = new ArrayList<>();
        while (all.size() < jobs) {
            all.add(outcomes.receive());
        }
        return all;
    }

    private static void feed(int jobs, Sender<Integer> queue) throws InterruptedException {
        for (int job = 1; job <= jobs; job++) {
            queue.send(job);
        }
        queue.close(); // the workers' loops end when it is drained
    }

    private static void serve(
            int worker, Receiver<Integer> queue, Sender<Outcome> outcomes, Duration limit)
            throws InterruptedException {
        for (int job : queue) {
            long start = System.nanoTime();
            boolean inTime = runWithin(limit, job);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            outcomes.send(new Outcome(job, worker, inTime, took));
        }
    }

    private static boolean runWithin(Duration limit, int job) throws InterruptedException {
        Channel<Boolean> done = Channel.buffered(1); // with room: a late job need not wait for ever
        Thread work =
                go(
                        () -> {
                            work(job);
                            done.send(true);
                        });
        boolean inTime = select(onReceive(done, yes -> yes), onTimeout(limit, () -> false));
        if (!inTime) {
            work.interrupt();
        }
        return inTime;
    }

    private static void work(int job) throws InterruptedException {
        Thread.sleep(Duration.ofMillis(10L * job));
    }
}
