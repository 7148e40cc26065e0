/**
 * {@code serve}: an HTTP/1.1 server with one goroutine for each connection, and a load for it.
 *
 * <p>Start reading at {@link dev.heddle.examples.serve.HttpConnection}: a loop that reads a
 * request, answers it, and reads the next. What it reads is understood by {@link
 * dev.heddle.examples.serve.RequestParser}; what it answers is up to a {@link
 * dev.heddle.examples.serve.Handler}, which is the {@link dev.heddle.examples.serve.Site} here.
 */
@NullMarked
package dev.heddle.examples.serve;

import org.jspecify.annotations.NullMarked;
