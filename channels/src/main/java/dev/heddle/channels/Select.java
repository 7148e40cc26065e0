package dev.heddle.channels;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Go's select: waits for several channel operations, and carries out exactly one of them.
 *
 * {@snippet :
 * String outcome =
 *         select(
 *                 onReceive(jobs, job -> "did " + job, () -> "no more jobs"),
 *                 onSend(log, "waiting", () -> "logged"),
 *                 onTimeout(Duration.ofSeconds(1), () -> "nothing happened"));
 * }
 *
 * <p><b>Semantics.</b> All cases are looked at in one atomic step. If some are ready one of them
 * happens; if none is, {@link #otherwise} does, or the thread waits. A closed channel is a ready
 * case: its receive reports the close, its send throws {@link ChannelClosedException} out of the
 * select. Cases on {@link Channels#never()} are dropped. The same channel may stand in several
 * cases; a select never communicates with itself. There may be up to {@value #MAX_CASES} cases;
 * with none, the thread waits until it is interrupted.
 *
 * <p>The function of the case that happened runs last, on the calling thread, outside of every
 * lock; the select returns its result, or throws what it throws.
 *
 * <p><b>Interruption and timeout.</b> As everywhere: value beats interrupt beats timeout. A select
 * that throws {@link InterruptedException} or ends by a timeout has neither sent nor received. A
 * timeout of zero is one, too; {@link #otherwise} is none, and does not look at interrupts.
 *
 * <p><b>Memory effects</b> are those of the one operation that took place: see {@link Sender}.
 */
public final class Select {
    /*
     * Before all channels are locked, a look without any lock finds the cases that seem ready and
     * tries one of them by itself. That is a correct select: the case is ready at the moment it
     * happens, and it was drawn by the same lot as among locked channels. Only the answer that no
     * case is ready needs all of them at one moment (unless there is but one); and so does
     * priority (unless it is the first case that is ready). Those are left to a Selection.
     */

    /** How many cases one select may have. */
    public static final int MAX_CASES = 65_536;

    private Select() {}

    /**
     * One thing a select waits for. Immutable, so that it can be used again and by several threads,
     * as far as its function can.
     *
     * @param <R> the result of the select
     */
    public sealed interface Case<R extends @Nullable Object> permits ChannelCase, IdleCase {}

    /**
     * Waits until one case has happened. If several are ready, each of them is chosen with the same
     * probability.
     *
     * @param <R> the result
     * @param cases at most one of them {@link #otherwise}; of several timeouts the shortest counts
     * @return what the function of that case returned
     * @throws InterruptedException if the thread is interrupted while it has to wait
     * @throws ChannelClosedException if the case that happened met a closed channel
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <R extends @Nullable Object> R select(Case<R>... cases)
            throws InterruptedException {
        IdleCase<R> otherwise = check(cases);
        ChannelCase<R> hinted = null;
        ChannelCase<R> last = null;
        int ready = 0;
        int channels = 0;
        for (Case<R> each : cases) {
            if (each instanceof ChannelCase<R> channelCase) {
                channels++;
                last = channelCase;
                if (channelCase.hint()
                        && (++ready == 1 || ThreadLocalRandom.current().nextInt(ready) == 0)) {
                    hinted = channelCase;
                }
            }
        }
        IdleCase<R> fallback = channels == 1 ? otherwise : null;
        ChannelCase<R> tried = fallback != null ? last : hinted;
        Object item = tried == null ? null : tried.attempt();
        if (tried != null && item != null) {
            return result(tried, item);
        }
        return fallback != null ? fallback.then().get() : await(cases, false);
    }

    /**
     * Waits until one case has happened. If several are ready, the first of them is chosen: the
     * order of the cases is their priority. Timeouts and {@link #otherwise} come last wherever they
     * stand.
     *
     * @param <R> the result
     * @param cases at most one of them {@link #otherwise}; of several timeouts the shortest counts
     * @return what the function of that case returned
     * @throws InterruptedException if the thread is interrupted while it has to wait
     * @throws ChannelClosedException if the case that happened met a closed channel
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <R extends @Nullable Object> R selectInOrder(Case<R>... cases)
            throws InterruptedException {
        check(cases);
        if (cases.length > 0 && cases[0] instanceof ChannelCase<R> first) {
            Object item = first.attempt();
            if (item != null) {
                return result(first, item);
            }
        }
        return await(cases, true);
    }

    /**
     * A case that receives.
     *
     * @param <T> the type of the values
     * @param <R> the result of the select
     * @param source where from. Once it is closed and drained the case is ready, and if it is
     *     chosen the select throws {@link ChannelClosedException}.
     * @param then is given the value
     * @return the case
     */
    public static <T, R extends @Nullable Object> Case<R> onReceive(
            Receiver<T> source, Function<? super T, ? extends R> then) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(then, "then");
        return new ChannelCase.Receive<T, R>(source, then, null);
    }

    /**
     * A case that receives, or learns that nothing will come any more.
     *
     * @param <T> the type of the values
     * @param <R> the result of the select
     * @param source where from
     * @param then is given the value
     * @param closed is called if the channel is closed and drained
     * @return the case
     */
    public static <T, R extends @Nullable Object> Case<R> onReceive(
            Receiver<T> source,
            Function<? super T, ? extends R> then,
            Supplier<? extends R> closed) {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(then, "then");
        Objects.requireNonNull(closed, "closed");
        return new ChannelCase.Receive<T, R>(source, then, closed);
    }

    /**
     * A case that sends.
     *
     * @param <T> the type of the values
     * @param <R> the result of the select
     * @param target where to
     * @param value what; not null
     * @param then is called when it was sent
     * @return the case
     */
    public static <T, R extends @Nullable Object> Case<R> onSend(
            Sender<T> target, T value, Supplier<? extends R> then) {
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(then, "then");
        return new ChannelCase.Send<R>(target, value, then);
    }

    /**
     * A case that happens if no other one did for a time, counted from the call of the select.
     *
     * @param <R> the result of the select
     * @param timeout how long; zero or less: the others are looked at once
     * @param then is called then
     * @return the case
     */
    public static <R extends @Nullable Object> Case<R> onTimeout(
            Duration timeout, Supplier<? extends R> then) {
        Objects.requireNonNull(timeout, "timeout");
        Objects.requireNonNull(then, "then");
        return new IdleCase<R>(Math.max(0, TimeUnit.NANOSECONDS.convert(timeout)), then);
    }

    /**
     * A case that happens if no other one can happen at once; Go's {@code default}. At one moment
     * during the call all other cases had to wait.
     *
     * @param <R> the result of the select
     * @param then is called then
     * @return the case
     */
    public static <R extends @Nullable Object> Case<R> otherwise(Supplier<? extends R> then) {
        Objects.requireNonNull(then, "then");
        return new IdleCase<R>(IdleCase.OTHERWISE, then);
    }

    /**
     * A case that happens once a context has ended.
     *
     * @param <R> the result of the select
     * @param context may have ended already
     * @param then is called then
     * @return the case
     */
    public static <R extends @Nullable Object> Case<R> onDone(
            Context context, Supplier<? extends R> then) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(then, "then");
        return new ChannelCase.Receive<Void, R>(context.done(), nothing -> then.get(), then);
    }

    /**
     * Refuses what no select can do.
     *
     * @return the case for when nothing is ready at once, if there is one
     */
    static <R extends @Nullable Object> @Nullable IdleCase<R> check(Case<R>[] cases) {
        Objects.requireNonNull(cases, "cases");
        if (cases.length > MAX_CASES) {
            throw new IllegalArgumentException(
                    "cases must be at most " + MAX_CASES + ": " + cases.length);
        }
        IdleCase<R> otherwise = null;
        for (int i = 0; i < cases.length; i++) {
            if (cases[i] == null) {
                throw new NullPointerException("cases[" + i + "]");
            }
            if (cases[i] instanceof IdleCase<R> idle && idle.isOtherwise()) {
                if (otherwise != null) {
                    throw new IllegalArgumentException(
                            "cases must hold otherwise only once: again at " + i);
                }
                otherwise = idle;
            }
        }
        return otherwise;
    }

    /** What the select results in, after a case has happened. */
    static <R extends @Nullable Object> R result(Case<R> happened, @Nullable Object item) {
        return switch (happened) {
            case ChannelCase.Receive<?, R> receive ->
                    receive.result(Objects.requireNonNull(item, "item"));
            case ChannelCase.Send<R> send -> send.result();
            case IdleCase<R> idle -> idle.then().get();
        };
    }

    private static <R extends @Nullable Object> R await(Case<R>[] cases, boolean inOrder)
            throws InterruptedException {
        Selection selection = new Selection(cases, inOrder);
        int index = selection.await();
        return result(cases[index], selection.item());
    }
}
