/**
 * Whatever bytes a reader of files is given, it returns a value or refuses with one sentence that
 * names the file. {@link io.github.bnlab.robustness.InputReader} lists the readers, {@link
 * io.github.bnlab.robustness.Promise} is what each of them promises, and properties, files of
 * earlier faults and the fuzzer (profile {@code fuzz}) try to break it.
 */
package io.github.bnlab.robustness;
