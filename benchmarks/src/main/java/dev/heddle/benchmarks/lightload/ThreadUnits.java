package dev.heddle.benchmarks.lightload;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;

/** Units that are Java threads. */
final class ThreadUnits implements LightUnits {
    private final ThreadFactory factory;

    ThreadUnits(ThreadFactory factory) {
        this.factory = factory;
    }

    private record ThreadUnit(Thread thread) implements Wakeable {
        @Override
        public void wake() {
            LockSupport.unpark(thread);
        }

        @Override
        public void join() throws InterruptedException {
            thread.join();
        }
    }

    @Override
    public Wakeable start(Sleeper sleeper) {
        return started(
                () -> {
                    while (!sleeper.isStopped()) {
                        if (!sleeper.note()) {
                            LockSupport.park();
                        }
                    }
                });
    }

    @Override
    public Unit start(Chore chore) {
        return started(
                () -> {
                    for (long pause; (pause = chore.step()) != Chore.END; ) {
                        if (pause == Chore.YIELD) {
                            Thread.yield();
                        } else {
                            LockSupport.parkNanos(pause);
                        }
                    }
                });
    }

    private ThreadUnit started(Runnable body) {
        Thread thread = factory.newThread(body);
        thread.start();
        return new ThreadUnit(thread);
    }
}
