/**
 * Synchronizers in Go's manner.
 *
 * <ul>
 *   <li>{@link dev.heddle.sync.Mutex} with {@link dev.heddle.sync.Cond}, {@link
 *       dev.heddle.sync.RwMutex}: locks
 *   <li>{@link dev.heddle.sync.WaitGroup}, {@link dev.heddle.sync.TaskGroup}: waiting for others
 *   <li>{@link dev.heddle.sync.Once}, {@link dev.heddle.sync.OnceValue}, {@link
 *       dev.heddle.sync.SingleFlight}: doing something once
 *   <li>{@link dev.heddle.sync.Semaphore}: limiting
 *   <li>{@link dev.heddle.sync.Task}: what a goroutine runs
 * </ul>
 *
 * <p><b>Needs</b> nothing: no other module and no JVM flag.
 *
 * <p><b>Threads:</b> usable from any thread, platform or virtual, on any scheduler. Who waits is
 * parked.
 *
 * <p><b>In common.</b> What took effect beats an interrupt, an interrupt beats a timeout: an
 * operation that took effect returns normally, with the interrupt status set again; one that threw
 * had none. A waiter that gives up never swallows a wake-up meant for another. Waiting threads are
 * parked on an object whose text names the operation and the state, so that thread dumps show it.
 */
package dev.heddle.sync;
