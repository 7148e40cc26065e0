package dev.heddle.scheduler;

/**
 * An order in which to visit n workers, each exactly once, from a random start with a random stride
 * that has no divisor in common with n ({@code randomOrder} in Go's runtime/proc.go). For one
 * thread; allocates nothing.
 */
final class VictimOrder {

    /** State of a xorshift generator; never 0. */
    private int random;

    private int n = 1;
    private int position;
    private int stride;

    VictimOrder(int seed) {
        random = seed == 0 ? 1 : seed;
    }

    /** Begins a new order of {@code n} workers. */
    void start(int n) {
        this.n = n;
        int r = nextRandom() >>> 1;
        position = r % n;
        stride = coprime(r / n, n);
    }

    /** The next worker's number, 0 to {@code n - 1}. */
    int next() {
        int result = position;
        position = (position + stride) % n;
        return result;
    }

    private static int coprime(int wish, int n) {
        int stride = 1 + wish % n;
        while (gcd(stride, n) != 1) {
            stride++;
        }
        return stride;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private int nextRandom() {
        int r = random;
        r ^= r << 13;
        r ^= r >>> 17;
        r ^= r << 5;
        random = r;
        return r;
    }
}
