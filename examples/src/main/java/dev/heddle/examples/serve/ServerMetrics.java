package dev.heddle.examples.serve;

import dev.heddle.scheduler.SchedulerStats;

import java.util.concurrent.atomic.LongAdder;

/** What the server counts, and how Prometheus reads it. */
final class ServerMetrics {
    private static final int CLASSES = 6;

    private final LongAdder[] responses = new LongAdder[CLASSES];
    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();

    ServerMetrics() {
        for (int i = 0; i < CLASSES; i++) {
            responses[i] = new LongAdder();
        }
    }

    void count(Status status) {
        responses[status.code() / 100].increment();
    }

    void countAccepted() {
        accepted.increment();
    }

    void countClosed() {
        closed.increment();
    }

    /** Responses that were begun. */
    long requests() {
        long sum = 0;
        for (LongAdder adder : responses) {
            sum += adder.sum();
        }
        return sum;
    }

    long connections() {
        return accepted.sum();
    }

    /** In Prometheus' text format, version 0.0.4. */
    String text(SchedulerStats stats) {
        StringBuilder text = new StringBuilder(1 << 12);
        type(text, "heddle_http_requests_total", "counter", "Requests by class of the status.");
        for (int i = 2; i < CLASSES; i++) {
            String label = "heddle_http_requests_total{code=\"" + i + "xx\"}";
            sample(text, label, responses[i].sum());
        }
        counter(text, "http_connections_total", "Connections accepted.", accepted.sum());
        gauge(text, "http_connections", "Open connections.", accepted.sum() - closed.sum());
        gauge(text, "parallelism", "Workers that may run goroutines.", stats.parallelism());
        gauge(text, "workers", "Worker threads.", stats.workers());
        gauge(text, "workers_asleep", "Workers with nothing to do.", stats.asleep());
        gauge(text, "workers_stuck", "Workers replaced by a spare.", stats.stuck());
        gauge(text, "goroutines", "Living goroutines.", stats.goroutines());
        gauge(text, "goroutines_runnable", "Goroutines waiting to run.", stats.queued());
        gauge(text, "timers", "Pending timed waits.", stats.timers());
        counter(text, "goroutines_started_total", "Goroutines started.", stats.started());
        counter(text, "slices_total", "Times a goroutine got a worker.", stats.tasksRun());
        counter(text, "steals_total", "Times a worker took work.", stats.stealsWon());
        counter(text, "parks_total", "Times a worker went to sleep.", stats.parks());
        counter(text, "polls_total", "Times a worker looked for events.", stats.polls());
        counter(text, "timers_fired_total", "Timed waits that ran out.", stats.timersFired());
        counter(text, "spares_total", "Times a spare stood in.", stats.sparesActivated());
        return text.toString();
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        type(text, "heddle_" + name, "counter", help);
        sample(text, "heddle_" + name, value);
    }

    private static void gauge(StringBuilder text, String name, String help, long value) {
        type(text, "heddle_" + name, "gauge", help);
        sample(text, "heddle_" + name, value);
    }

    private static void type(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void sample(StringBuilder text, String name, long value) {
        text.append(name).append(' ').append(value).append('\n');
    }
}
