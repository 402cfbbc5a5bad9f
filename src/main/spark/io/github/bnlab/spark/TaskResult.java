package io.github.bnlab.spark;

import java.io.Serializable;

/**
 * What a task returns.
 *
 * @param progress all that its worker process said
 * @param run the packed run directory; null if the worker process was lost too often
 * @param refusal why this executor cannot run trials, a sentence; empty if it can
 */
record TaskResult(TaskProgress.Lines progress, byte[] run, String refusal)
    implements Serializable {}
