package dev.heddle.sync;

/** Starts tasks in threads of their own. */
final class Tasks {
    private Tasks() {}

    /**
     * Starts a task in a virtual thread, which on a goroutine inherits its scheduler.
     *
     * @param atEnd runs after the task, however it ended
     */
    static Thread start(Task task, Runnable atEnd) {
        return Thread.startVirtualThread(
                () -> {
                    try {
                        task.run();
                    } catch (InterruptedException e) {
                        // told to stop, and did
                    } catch (Throwable e) {
                        Thread self = Thread.currentThread();
                        self.getUncaughtExceptionHandler().uncaughtException(self, e);
                    } finally {
                        atEnd.run();
                    }
                });
    }
}
