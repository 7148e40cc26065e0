package dev.heddle.channels;

import java.util.concurrent.ThreadFactory;

/** The threads that the contract is tested on. */
enum ThreadKind {
    VIRTUAL(Thread.ofVirtual().factory()),
    PLATFORM(Thread.ofPlatform().daemon().factory());

    private final ThreadFactory factory;

    ThreadKind(ThreadFactory factory) {
        this.factory = factory;
    }

    Thread newThread(Runnable body) {
        return factory.newThread(body);
    }
}
