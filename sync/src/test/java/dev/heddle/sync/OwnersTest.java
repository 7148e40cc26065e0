package dev.heddle.sync;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Whom a blocked thread waits for: shown only in a JVM that was started to show it. */
class OwnersTest {
    private static final String BLOCKED = "blocked: ";
    private static final String UNLOCKED = "unlocked: ";

    @Test
    void theBlockerNamesTheOwnerIfAskedTo() throws Exception {
        assertThat(run("-Dheddle.debug.owners=true"))
                .contains(BLOCKED + "sync.Mutex.Lock on Mutex@")
                .containsPattern("\\[locked, 1 waiting, owner VirtualThread\\[#\\d+,holder]")
                .containsPattern(UNLOCKED + "Mutex@[0-9a-f]+\\[unlocked]");
    }

    @Test
    void theBlockerNamesNoOwnerOtherwise() throws Exception {
        assertThat(run())
                .contains(BLOCKED + "sync.Mutex.Lock on Mutex@")
                .contains("[locked, 1 waiting]")
                .doesNotContain("holder");
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(
                List.of("-cp", placeOf(Mutex.class) + File.pathSeparator + placeOf(Child.class)));
        command.add(Child.class.getName());
        Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(child.getInputStream().readAllBytes(), UTF_8);
            assertThat(child.waitFor(60, TimeUnit.SECONDS)).as("%s", output).isTrue();
            assertThat(child.exitValue()).as("%s", output).isZero();
            return output;
        } finally {
            child.destroyForcibly();
        }
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /** Prints what a thread is parked on that waits for a mutex. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws InterruptedException {
            Mutex mutex = new Mutex();
            CountDownLatch locked = new CountDownLatch(1);
            CountDownLatch seen = new CountDownLatch(1);
            Thread holder =
                    Thread.ofVirtual()
                            .name("holder")
                            .start(
                                    () -> {
                                        mutex.lock();
                                        locked.countDown();
                                        await(seen);
                                        mutex.unlock();
                                    });
            await(locked);
            Thread waiter = Thread.ofVirtual().start(mutex::lock);
            Await.blockedOn(waiter, "sync.Mutex.Lock");
            System.out.println(BLOCKED + LockSupport.getBlocker(waiter));
            seen.countDown();
            holder.join();
            waiter.join();
            mutex.unlock();
            System.out.println(UNLOCKED + mutex);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
