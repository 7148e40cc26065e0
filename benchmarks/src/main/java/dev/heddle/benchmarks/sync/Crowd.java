package dev.heddle.benchmarks.sync;

import dev.heddle.benchmarks.Goroutines;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** Goroutines that all do the same, started by one of their kind. */
final class Crowd {
    private Crowd() {}

    /** What a member of a crowd does. */
    @FunctionalInterface
    interface Member {
        void run(int number) throws InterruptedException;
    }

    /** Runs it and waits for its end. */
    static void run(Goroutines runtime, int size, Member member) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(size);
        ThreadFactory factory = runtime.factory();
        factory.newThread(
                        () -> {
                            for (int i = 0; i < size; i++) {
                                int number = i;
                                factory.newThread(() -> run(member, number, done)).start();
                            }
                        })
                .start();
        done.await();
    }

    private static void run(Member member, int number, CountDownLatch done) {
        try {
            member.run(number);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            done.countDown();
        }
    }
}
