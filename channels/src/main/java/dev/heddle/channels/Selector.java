package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * A select for loops: its cases are built once, and a round allocates nothing.
 *
 * {@snippet :
 * Selector<Void> loop = Selector.of(onReceive(jobs, job -> null), onReceive(quit, q -> null));
 * while (loop.await() == 0) {
 *     Job job = loop.received(jobs);
 *     if (job == null) {
 *         break; // closed and drained
 *     }
 *     job.run();
 * }
 * }
 *
 * <p>Between rounds a case can be switched off and on again, which is what a variable that is
 * sometimes nil does in Go, and a send case can be given another value.
 *
 * <p>A round means what {@link Select#select} means, with the same interruption, timeout and memory
 * effects. A selector is for one thread at a time; handing it from thread to thread needs
 * synchronization, as for any plain object. Cases themselves may be shared.
 *
 * @param <R> the result of a round
 */
@SuppressWarnings("ReferenceEquality") // channels are compared by identity
public final class Selector<R extends @Nullable Object> {
    private static final int NOTHING = -1;

    private final Select.Case<R>[] cases;
    private final boolean inOrder;
    private Selection selection;
    private int happened = NOTHING;

    private Selector(Select.Case<R>[] cases, boolean inOrder) {
        this.cases = Objects.requireNonNull(cases, "cases").clone();
        this.inOrder = inOrder;
        Select.check(this.cases);
        this.selection = new Selection(this.cases, inOrder);
    }

    /**
     * A selector whose every round is a {@link Select#select}.
     *
     * @param <R> the result of a round
     * @param cases as there
     * @return a new selector
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <R extends @Nullable Object> Selector<R> of(Select.Case<R>... cases) {
        return new Selector<>(cases, false);
    }

    /**
     * A selector whose every round is a {@link Select#selectInOrder}.
     *
     * @param <R> the result of a round
     * @param cases as there
     * @return a new selector
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <R extends @Nullable Object> Selector<R> inOrder(Select.Case<R>... cases) {
        return new Selector<>(cases, true);
    }

    /**
     * One round: waits until one case has happened. Its function is not called.
     *
     * @return the index of the case
     * @throws InterruptedException if the thread is interrupted while it has to wait
     * @throws ChannelClosedException if the case is a send, and its channel is closed
     */
    public int await() throws InterruptedException {
        happened = NOTHING;
        if (selection.thread() != Thread.currentThread()) {
            selection = moved(selection);
        }
        int index = selection.glance();
        happened = index >= 0 ? index : selection.await();
        return happened;
    }

    /**
     * One round, and then {@link #result()}.
     *
     * @return what that returns
     * @throws InterruptedException if the thread is interrupted while it has to wait
     * @throws ChannelClosedException if the case that happened met a closed channel
     */
    public R select() throws InterruptedException {
        await();
        return result();
    }

    /**
     * Calls the function of the case that happened in the last round.
     *
     * @return its result
     * @throws ChannelClosedException if it was a receive without an answer to a closed channel
     * @throws IllegalStateException if no round has completed
     */
    public R result() {
        return Select.result(cases[happenedIndex()], selection.item());
    }

    /**
     * The value that the last round received.
     *
     * @param <T> the type of the values
     * @param source the channel it came from
     * @return null if the channel is closed and drained
     * @throws IllegalStateException if the last round did something else than receive from there
     */
    @SuppressWarnings("unchecked")
    public <T> @Nullable T received(Receiver<T> source) {
        int index = happenedIndex();
        if (!(cases[index] instanceof ChannelCase.Receive<?, ?> receive)
                || receive.channel != Objects.requireNonNull(source, "source")) {
            throw new IllegalStateException(
                    "the last round was " + cases[index] + ", no receive from " + source);
        }
        Object item = selection.item();
        return item == FifoChannel.CLOSED ? null : (T) item;
    }

    /**
     * Gives a send case the value for the rounds to come.
     *
     * @param <T> the type of the values
     * @param index of the case
     * @param target the channel of the case
     * @param value what to send; not null
     * @throws IllegalArgumentException if that is no case that sends to {@code target}
     */
    public <T> void value(int index, Sender<T> target, T value) {
        Objects.requireNonNull(value, "value");
        if (!(cases[Objects.checkIndex(index, cases.length)] instanceof ChannelCase.Send<?> send)
                || send.channel != Objects.requireNonNull(target, "target")) {
            throw new IllegalArgumentException(
                    "index must be that of a send to " + target + ": " + index);
        }
        Arm arm = selection.arm(index);
        if (arm != null) {
            arm.value = value;
        }
    }

    /**
     * Switches a channel case on or off for the rounds to come.
     *
     * @param index of the case
     * @param enabled false: the case is as if it were on {@link Channels#never()}
     * @throws IllegalArgumentException if that is a timeout or otherwise
     */
    public void enable(int index, boolean enabled) {
        if (!(cases[Objects.checkIndex(index, cases.length)] instanceof ChannelCase<?>)) {
            throw new IllegalArgumentException(
                    "index must be that of a channel case: " + index + " is " + cases[index]);
        }
        Arm arm = selection.arm(index);
        if (arm != null) {
            arm.enabled = enabled;
        }
    }

    /** The cases. */
    @Override
    public String toString() {
        return selection.toString();
    }

    private int happenedIndex() {
        if (happened == NOTHING) {
            throw new IllegalStateException("no round has completed: call await() first");
        }
        return happened;
    }

    /** The same cases, values and switches, for the current thread. */
    private Selection moved(Selection old) {
        Selection fresh = new Selection(cases, inOrder);
        for (int i = 0; i < cases.length; i++) {
            Arm from = old.arm(i);
            Arm to = fresh.arm(i);
            if (from != null && to != null) {
                to.value = from.value;
                to.enabled = from.enabled;
            }
        }
        return fresh;
    }
}
