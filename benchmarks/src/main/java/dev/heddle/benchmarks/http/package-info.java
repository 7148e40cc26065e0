/** HTTP servers compared: {@link dev.heddle.benchmarks.http.HttpComparison}. */
@org.jspecify.annotations.NullMarked
package dev.heddle.benchmarks.http;
