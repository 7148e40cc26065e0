package dev.heddle.sync;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/** A kind of thread that every synchronizer has to work on. */
record ThreadKind(String name, ThreadFactory threads) {
    static final ThreadKind PLATFORM =
            new ThreadKind("platform", Thread.ofPlatform().daemon().factory());
    static final ThreadKind VIRTUAL = new ThreadKind("virtual", Thread.ofVirtual().factory());

    /** Kinds of thread that this module knows nothing of, where its tests are run again. */
    @FunctionalInterface
    interface Provider {
        Stream<ThreadKind> kinds();
    }

    /** What the tests run on: threads as the JDK has them, unless somebody provides others. */
    static Stream<ThreadKind> all() {
        List<ThreadKind> provided =
                ServiceLoader.load(Provider.class).stream()
                        .flatMap(provider -> provider.get().kinds())
                        .toList();
        return provided.isEmpty() ? Stream.of(PLATFORM, VIRTUAL) : provided.stream();
    }

    /** Starts a thread of this kind. */
    Thread start(Task task) {
        Thread thread = threads.newThread(() -> run(task));
        thread.start();
        return thread;
    }

    private static void run(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            // told to stop, and did
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
