package dev.heddle.benchmarks.netpoll;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Linux's epoll, and read and write, through java.lang.foreign. Not thread-safe where it says. */
final class Epoll implements AutoCloseable {
    static final int IN = 1;
    static final int OUT = 4;
    static final int ERR = 8;
    static final int HUP = 16;
    static final int RDHUP = 0x2000;
    static final long WAKE_UP = -1;

    private static final int EDGE = 1 << 31;
    private static final int ADD = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int EAGAIN = 11;
    private static final int EINTR = 4;
    private static final int MAX_EVENTS = 512;

    /** struct epoll_event is packed on x86-64 alone. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

    private static final int EVENT_SIZE = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final Linker.Option SHORT = Linker.Option.critical(false);
    private static final VarHandle ERRNO_VALUE =
            Linker.Option.captureStateLayout()
                    .varHandle(java.lang.foreign.MemoryLayout.PathElement.groupElement("errno"));

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private static final MethodHandle CREATE = function("epoll_create1", of(INT, INT));
    private static final MethodHandle CONTROL =
            function("epoll_ctl", of(INT, INT, INT, INT, LONG), SHORT);
    private static final MethodHandle WAIT =
            function("epoll_wait", of(INT, INT, LONG, INT, INT), ERRNO);
    private static final MethodHandle LOOK =
            function("epoll_wait", of(INT, INT, LONG, INT, INT), ERRNO, SHORT);
    private static final MethodHandle EVENTFD = function("eventfd", of(INT, INT, INT));
    private static final MethodHandle READ =
            function("read", of(LONG, INT, LONG, LONG), ERRNO, SHORT);
    private static final MethodHandle WRITE =
            function("write", of(LONG, INT, LONG, LONG), ERRNO, SHORT);
    private static final MethodHandle CLOSE = function("close", of(INT, INT));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment events = arena.allocate((long) EVENT_SIZE * MAX_EVENTS, 8);
    private final MemorySegment eventsErrno = newErrno(arena);
    private final MemorySegment wakeErrno = newErrno(arena);
    private final MemorySegment word = arena.allocate(LONG);
    private final int descriptor;
    private final int waker;

    /** What happens at a descriptor. */
    interface Handler {
        void ready(long data, int events);
    }

    Epoll() throws IOException {
        try {
            descriptor = checked((int) CREATE.invokeExact(CLOEXEC), "epoll_create1");
            waker = checked((int) EVENTFD.invokeExact(0, CLOEXEC | NONBLOCK), "eventfd");
        } catch (Throwable e) {
            throw unexpected(e);
        }
        control(waker, IN, WAKE_UP);
    }

    private static FunctionDescriptor of(
            java.lang.foreign.MemoryLayout result, java.lang.foreign.MemoryLayout... arguments) {
        return FunctionDescriptor.of(result, arguments);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(
            String name, FunctionDescriptor type, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().find(name).orElseThrow(), type, options);
    }

    /** A place for the error number of the calls of one thread at a time. */
    static MemorySegment newErrno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    private static int checked(int result, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + " failed");
        }
        return result;
    }

    private static RuntimeException unexpected(Throwable e) throws IOException {
        switch (e) {
            case IOException io -> throw io;
            case RuntimeException other -> throw other;
            case Error other -> throw other;
            default -> throw new AssertionError(e);
        }
    }

    /** Reports, once, whenever a descriptor becomes readable or writable. Any thread. */
    void add(int target, long data) throws IOException {
        control(target, IN | OUT | RDHUP | EDGE, data);
    }

    private void control(int target, int mask, long data) throws IOException {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment event = once.allocate(EVENT_SIZE, 8);
            event.set(INT, 0, mask);
            event.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
            int result = (int) CONTROL.invokeExact(descriptor, ADD, target, event.address());
            checked(result, "epoll_ctl");
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Hands what happened to {@code handler}. One thread at a time.
     *
     * @param millis -1 for ever
     */
    void await(int millis, Handler handler) throws IOException {
        int n;
        try {
            n =
                    millis == 0
                            ? (int)
                                    LOOK.invokeExact(
                                            eventsErrno,
                                            descriptor,
                                            events.address(),
                                            MAX_EVENTS,
                                            0)
                            : (int)
                                    WAIT.invokeExact(
                                            eventsErrno,
                                            descriptor,
                                            events.address(),
                                            MAX_EVENTS,
                                            millis);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (n < 0 && errno(eventsErrno) != EINTR) {
            throw new IOException("epoll_wait: " + errno(eventsErrno));
        }
        for (int i = 0; i < n; i++) {
            long at = (long) i * EVENT_SIZE;
            long data = events.get(ValueLayout.JAVA_LONG_UNALIGNED, at + DATA_OFFSET);
            if (data == WAKE_UP) {
                read(waker, word.address(), 8, wakeErrno);
            } else {
                handler.ready(data, events.get(INT, at));
            }
        }
    }

    /** Ends a wait, or else the next one. Any thread. */
    void wakeUp() {
        try (Arena once = Arena.ofConfined()) {
            MemorySegment one = once.allocate(LONG);
            one.set(LONG, 0, 1);
            write(waker, one.address(), 8, newErrno(once));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As read(2); 0 if it would block, -1 at the end. */
    static int read(int from, long address, int length, MemorySegment errno) throws IOException {
        try {
            long n = (long) READ.invokeExact(errno, from, address, (long) length);
            return n > 0 ? (int) n : n == 0 ? -1 : wouldBlock(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** As write(2); 0 if it would block. */
    static int write(int to, long address, int length, MemorySegment errno) throws IOException {
        try {
            long n = (long) WRITE.invokeExact(errno, to, address, (long) length);
            return n >= 0 ? (int) n : wouldBlock(errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int wouldBlock(MemorySegment errno) throws IOException {
        int number = errno(errno);
        if (number != EAGAIN) {
            throw new IOException("errno " + number);
        }
        return 0;
    }

    private static int errno(MemorySegment captured) {
        return (int) ERRNO_VALUE.get(captured, 0L);
    }

    /** Nobody may be inside. */
    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
            ignored = (int) CLOSE.invokeExact(waker);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        arena.close();
    }
}
