/**
 * {@code search}: a recursive grep, as a pipeline on channels. {@link
 * dev.heddle.examples.search.SearchPipeline} is the part to read.
 */
@NullMarked
package dev.heddle.examples.search;

import org.jspecify.annotations.NullMarked;
