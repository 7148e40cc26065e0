package dev.heddle.sync;

/** The kinds of thread that every synchronizer has to work on. */
enum ThreadKind {
    PLATFORM {
        @Override
        Thread start(Task task) {
            return Thread.ofPlatform().daemon().start(() -> run(task));
        }
    },
    VIRTUAL {
        @Override
        Thread start(Task task) {
            return Thread.ofVirtual().start(() -> run(task));
        }
    };

    /** Starts a thread of this kind. */
    abstract Thread start(Task task);

    private static void run(Task task) {
        try {
            task.run();
        } catch (InterruptedException e) {
            // told to stop, and did
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
