package dev.heddle.benchmarks.compare

import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.LongAdder
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.joinAll
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield

private const val TASK_NANOS = 10_000L
private const val WORDS_A_KILOBYTE = 256

/** What coroutines of [Row.CACHE] had in an earlier run: to make it would take longer. */
private val memories = ConcurrentLinkedQueue<IntArray>()

/** Coroutines that start, yield and end. */
internal suspend fun runStarts(row: Workload, n: Int) {
    when (row.row()) {
        Row.SPAWN -> batches(row, n) {}
        Row.SPAWN_YIELD -> batches(row, n) { yield() }
        Row.BATCH -> batches(row, n) { Work.burn(TASK_NANOS) }
        Row.SHORT_PING_PONG -> shortPingPongs(row, n)
        Row.CHAINED_SPAWN -> coroutineScope { link(this, n) }
        Row.YIELD -> together(row.units(), n) { share -> repeat(share) { yield() } }
        Row.CACHE,
        Row.CACHE_32M -> turns(row, n)
        else -> throw IllegalArgumentException("not a row of starts: $row")
    }
}

/** From a thread that runs no coroutines. */
@OptIn(DelicateCoroutinesApi::class)
internal fun runOutside(row: Workload, n: Int) {
    if (row.row() == Row.EXTERNAL) {
        external(row, n)
        return
    }
    val stop = AtomicBoolean()
    val busy =
        List(Integer.getInteger("heddle.parallelism", 2)) {
            GlobalScope.launch { while (!stop.get()) yield() }
        }
    external(row, n)
    stop.set(true)
    runBlocking { busy.joinAll() }
}

@OptIn(DelicateCoroutinesApi::class)
private fun external(row: Workload, n: Int) {
    repeat(n / row.units()) {
        val ended = CountDownLatch(row.units())
        repeat(row.units()) { GlobalScope.launch { ended.countDown() } }
        ended.await()
    }
}

private suspend fun batches(row: Workload, n: Int, body: suspend CoroutineScope.() -> Unit) {
    repeat(n / row.units()) { coroutineScope { repeat(row.units()) { launch(block = body) } } }
}

private suspend fun shortPingPongs(row: Workload, n: Int) {
    val right = LongAdder()
    batches(row, n) {
        val there = Channel<Int>()
        val back = Channel<Int>()
        launch { back.send(there.receive() + 1) }
        there.send(value(1))
        right.add(back.receive() - 1L)
    }
    check(right.sum(), n.toLong())
}

private fun link(scope: CoroutineScope, left: Int) {
    scope.launch { if (left > 1) link(scope, left - 1) }
}

private suspend fun turns(row: Workload, n: Int) {
    val words = row.capacity() * WORDS_A_KILOBYTE
    val total = LongAdder()
    together(row.units(), n) { share ->
        val own = memories.poll() ?: IntArray(words) { 1 }
        var sum = 0L
        repeat(share) {
            for (word in own) sum += word
            yield()
        }
        total.add(sum)
        memories.add(own)
    }
    check(total.sum(), n.toLong() * words)
}
