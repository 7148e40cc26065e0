package dev.heddle.benchmarks.compare

import java.util.concurrent.CountDownLatch
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.DelicateCoroutinesApi
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.GlobalScope
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.sync.withLock
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.yield

/**
 * Kotlin's coroutines: in the event loop of `runBlocking` where the parallelism is 1 (its fastest
 * single thread), on `Dispatchers.Default` otherwise.
 */
class KotlinPeer : Peer {
    private val dispatcher: CoroutineContext =
        if (Integer.getInteger("heddle.parallelism", 2) == 1) EmptyCoroutineContext
        else Dispatchers.Default

    override fun supports(row: Row): Boolean = row != Row.TIMER_STOP

    override fun run(row: Row, operations: Int) {
        if (row == Row.EXTERNAL) {
            external(row, operations)
        } else {
            runBlocking(dispatcher) { inside(row, operations) }
        }
    }

    private suspend fun inside(row: Row, n: Int) {
        when (row) {
            Row.PING_PONG -> pingPong(n)
            Row.PAIR_0, Row.PAIR_1, Row.PAIR_16, Row.PAIR_128, Row.PAIR_1024 -> pairs(row, n, 1)
            Row.PARALLEL -> pairs(row, n, row.units())
            Row.TIMED_RECEIVE -> timedReceive(n)
            Row.MANY_4, Row.MANY_100 -> many(row, n, row.units())
            Row.FAN_IN -> many(row, n, 1)
            Row.SELECT_2 -> select2(row, n)
            Row.SELECT_4 -> select4(row, n)
            Row.CHAIN -> chain(row, n)
            Row.RING -> ring(row, n)
            Row.SPAWN -> spawn(row, n)
            Row.CHAINED_SPAWN -> coroutineScope { link(this, n) }
            Row.YIELD -> together(row.units(), n) { share -> repeat(share) { yield() } }
            Row.MUTEX_1, Row.MUTEX_8, Row.MUTEX_1000 -> mutex(row, n)
            Row.SLEEPS -> together(n, n) { delay(1) }
            Row.SKYNET -> check(coroutineScope { skynet(this, 0, n) }, n.toLong() * (n - 1) / 2)
            Row.TIMER_STOP, Row.EXTERNAL -> throw IllegalStateException("not here")
        }
    }

    private fun value(i: Int): Int = i and MASK

    private fun sum(n: Int): Long {
        val rest = (n % (MASK + 1)).toLong()
        return (n / (MASK + 1)).toLong() * MASK * (MASK + 1) / 2 + rest * (rest - 1) / 2
    }

    private fun check(actual: Long, expected: Long) =
        check(actual == expected) { "wrong result: $actual, not $expected" }

    private suspend fun sendAll(channel: Channel<Int>, n: Int) {
        for (i in 0 until n) channel.send(value(i))
    }

    private suspend fun receiveAll(channel: Channel<Int>, n: Int): Long {
        var sum = 0L
        for (i in 0 until n) sum += channel.receive()
        return sum
    }

    private suspend fun pingPong(n: Int) = coroutineScope {
        val there = Channel<Int>()
        val back = Channel<Int>()
        launch { for (i in 0 until n) back.send(there.receive()) }
        var sum = 0L
        for (i in 0 until n) {
            there.send(value(i))
            sum += back.receive()
        }
        check(sum, sum(n))
    }

    private suspend fun pairs(row: Row, n: Int, pairs: Int) = coroutineScope {
        val each = n / pairs
        repeat(pairs) {
            val channel = Channel<Int>(row.capacity())
            launch { sendAll(channel, each) }
            launch { check(receiveAll(channel, each), sum(each)) }
        }
    }

    private suspend fun timedReceive(n: Int) = coroutineScope {
        val channel = Channel<Int>()
        launch { sendAll(channel, n) }
        var sum = 0L
        for (i in 0 until n) sum += withTimeout(Row.NEVER_REACHED_MILLIS) { channel.receive() }
        check(sum, sum(n))
    }

    private suspend fun many(row: Row, n: Int, receivers: Int) {
        val channel = Channel<Int>(row.capacity())
        val sums = LongArray(receivers)
        coroutineScope {
            repeat(row.units()) { launch { sendAll(channel, n / row.units()) } }
            for (i in 0 until receivers) {
                launch { sums[i] = receiveAll(channel, n / receivers) }
            }
        }
        check(sums.sum(), row.units() * sum(n / row.units()))
    }

    private suspend fun select2(row: Row, n: Int) = coroutineScope {
        val a = Channel<Int>(row.capacity())
        val b = Channel<Int>(row.capacity())
        for (channel in listOf(a, b)) launch { sendAll(channel, n / row.units()) }
        var sum = 0L
        for (i in 0 until n) {
            sum += select<Int> {
                a.onReceive { it }
                b.onReceive { it }
            }
        }
        check(sum, row.units() * sum(n / row.units()))
    }

    private suspend fun select4(row: Row, n: Int) = coroutineScope {
        val channels = List(row.units()) { Channel<Int>(row.capacity()) }
        for (channel in channels) launch { sendAll(channel, n / row.units()) }
        val (a, b, c, d) = channels
        var sum = 0L
        for (i in 0 until n) {
            sum += select<Int> {
                a.onReceive { it }
                b.onReceive { it }
                c.onReceive { it }
                d.onReceive { it }
            }
        }
        check(sum, row.units() * sum(n / row.units()))
    }

    private suspend fun chain(row: Row, n: Int) = coroutineScope {
        val values = n / row.units()
        val first = Channel<Int>(row.capacity())
        var last = first
        repeat(row.units()) {
            val from = last
            val to = Channel<Int>(row.capacity())
            launch { for (i in 0 until values) to.send(from.receive()) }
            last = to
        }
        launch { sendAll(first, values) }
        check(receiveAll(last, values), sum(values))
    }

    private suspend fun ring(row: Row, n: Int) = coroutineScope {
        val laps = n / row.units()
        val first = Channel<Int>()
        var last = first
        for (i in 1 until row.units()) {
            val from = last
            val to = Channel<Int>()
            launch { for (j in 0 until laps) to.send(from.receive() + 1) }
            last = to
        }
        var token = 0
        for (j in 0 until laps) {
            first.send(token)
            token = last.receive() + 1
        }
        check(token.toLong(), n.toLong())
    }

    private suspend fun spawn(row: Row, n: Int) {
        repeat(n / row.units()) { coroutineScope { repeat(row.units()) { launch {} } } }
    }

    private fun link(scope: CoroutineScope, left: Int) {
        scope.launch { if (left > 1) link(scope, left - 1) }
    }

    @OptIn(DelicateCoroutinesApi::class)
    private fun external(row: Row, n: Int) {
        repeat(n / row.units()) {
            val ended = CountDownLatch(row.units())
            repeat(row.units()) { GlobalScope.launch { ended.countDown() } }
            ended.await()
        }
    }

    private class Guarded {
        var count = 0L
    }

    private suspend fun mutex(row: Row, n: Int) {
        val mutex = Mutex()
        val guarded = Guarded()
        together(row.units(), n) { share ->
            for (i in 0 until share) mutex.withLock { guarded.count++ }
        }
        check(guarded.count, n.toLong())
    }

    private suspend fun together(units: Int, n: Int, body: suspend (Int) -> Unit) {
        if (units == 1) body(n)
        else coroutineScope { repeat(units) { launch { body(n / units) } } }
    }

    private suspend fun skynet(scope: CoroutineScope, number: Int, size: Int): Long {
        if (size == 1) return number.toLong()
        val part = size / WAYS
        val results = Channel<Int>()
        val sums = LongArray(WAYS)
        for (i in 0 until WAYS) {
            scope.launch {
                sums[i] = skynet(scope, number + i * part, part)
                results.send(i)
            }
        }
        var sum = 0L
        for (i in 0 until WAYS) sum += sums[results.receive()]
        return sum
    }

    private companion object {
        const val MASK = 127
        const val WAYS = 10
    }
}
