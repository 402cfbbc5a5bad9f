/** Records of trials as event files, which TensorBoard reads. */
package io.github.bnlab.report.tensorboard;
