package dev.heddle.benchmarks;

import com.softwaremill.jox.Channel;

import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.sync.MutexKt;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What the peers in this JVM take. */
final class PeerFootprint {
    private static final Runnable NOTHING = () -> {};

    private PeerFootprint() {}

    static void print() throws InterruptedException {
        jdk();
        Footprint.kept("jox: rendezvous channel", i -> Channel.newRendezvousChannel());
        Footprint.kept("jox: channel of capacity 16", i -> Channel.newBufferedChannel(16));
        Footprint.kept(
                "Kotlin: rendezvous channel",
                i -> ChannelKt.Channel(0, BufferOverflow.SUSPEND, null));
        Footprint.kept(
                "Kotlin: channel of capacity 16",
                i -> ChannelKt.Channel(16, BufferOverflow.SUSPEND, null));
        Footprint.kept("Kotlin: Mutex", i -> MutexKt.Mutex(false));
        Footprint.units("Kotlin: suspended coroutine", Coroutines::suspended, Coroutines::endAll);
    }

    private static void jdk() throws InterruptedException {
        Footprint.kept("JDK: LinkedTransferQueue", i -> new LinkedTransferQueue<Integer>());
        Footprint.kept("JDK: ArrayBlockingQueue(16)", i -> new ArrayBlockingQueue<Integer>(16));
        Footprint.kept("JDK: ReentrantLock", i -> new ReentrantLock());
        Footprint.kept("JDK: ReentrantReadWriteLock", i -> new ReentrantReadWriteLock());
        Footprint.kept("JDK: Semaphore", i -> new Semaphore(1));
        try (ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1)) {
            Footprint.kept(
                    "JDK: armed timer",
                    i -> timers.schedule(NOTHING, 3_600_000_000_000L + i, TimeUnit.NANOSECONDS));
            timers.shutdownNow();
        }
        Footprint.units(
                "JDK: parked virtual thread",
                running ->
                        Thread.startVirtualThread(
                                () -> {
                                    running.countDown();
                                    LockSupport.park();
                                }),
                Footprint::endAll);
    }
}
