package io.github.bnlab.lowering;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;

/**
 * A list of operations with fixed arrays and arguments, run in order.
 *
 * <p>Each operation keeps one ND4J context with its arrays for good: running it costs a microsecond
 * plus its work, a tenth of what {@code a.addi(b)} costs. In exchange everything is fixed when the
 * list is built: the arrays (their memory must stay where it is: build after the network's
 * parameters are set up), the shapes and with them the batch size. Nothing runs while building.
 *
 * <p>Not for use by several threads at once.
 */
public final class Operations implements AutoCloseable {
  private final List<Operation> list = new ArrayList<>();
  private final List<OpContext> contexts = new ArrayList<>();
  private String scope = "";

  /** Prefix of the names of all operations added from now on, for profiles; "" for none. */
  public Operations scope(String name) {
    scope = name.isEmpty() ? "" : name + " ";
    return this;
  }

  /**
   * Begins an operation of ND4J by its native name ("multiply", "matmul", "conv2d", ...).
   *
   * @throws org.nd4j.linalg.exception.ND4JIllegalStateException if ND4J has none of that name
   */
  public OperationBuilder operation(String kind) {
    return new OperationBuilder(this, DynamicCustomOp.builder(kind).build());
  }

  /** Appends an operation without arguments: {@code out = kind(in...)}. */
  public void apply(String kind, INDArray out, INDArray... in) {
    operation(kind).in(in).out(out).add();
  }

  /** Appends the matrix product {@code c = a b} of rank-2 (or batched rank-3) arrays. */
  public void gemm(INDArray a, INDArray b, INDArray c) {
    gemm(a, false, b, false, c, 1);
  }

  /**
   * Appends {@code c = factor * op(a) op(b)}, where op transposes its matrix if the flag is set.
   */
  public void gemm(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, double factor) {
    product(a, transposeA, b, transposeB, c, factor).add();
  }

  /** As {@link #gemm}, in OpenBLAS: faster than oneDNN for the products of dense layers. */
  public void blasGemm(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, double factor) {
    product(a, transposeA, b, transposeB, c, factor).withoutHelpers().add();
  }

  private OperationBuilder product(
      INDArray a, boolean transposeA, INDArray b, boolean transposeB, INDArray c, double factor) {
    return operation("matmul")
        .in(a, b)
        .out(c)
        .reals(factor, 0)
        .integers(transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
  }

  /**
   * Appends {@code target += factor * addend}, both of one shape, in place.
   *
   * @return sets another factor, for rates that change from step to step
   */
  public DoubleConsumer addScaled(INDArray target, INDArray addend, double factor) {
    OpContext context =
        operation("axpy").in(target, addend).out(target).reals(factor).addWithContext();
    return context::setTArguments;
  }

  /**
   * Appends a copy between arrays of one shape, the fastest way through permuted or overlapping
   * views: {@code to = from}. Overlapping views are for reading only.
   */
  public void copy(INDArray from, INDArray to) {
    if (!Arrays.equals(from.shape(), to.shape())) {
      throw new IllegalArgumentException(
          "cannot copy " + Arrays.toString(from.shape()) + " to " + Arrays.toString(to.shape()));
    }
    step("copy " + Arrays.toString(to.shape()), () -> to.assign(from));
  }

  /** Appends anything else; it must work on fixed memory too. */
  public void step(String name, Runnable action) {
    list.add(new Operation(scope + name, action));
  }

  /** Number of operations so far: a position to run from or to. */
  public int size() {
    return list.size();
  }

  /** Names of the operations, in order. */
  public List<String> names() {
    return list.stream().map(Operation::name).toList();
  }

  /** Runs all operations once. */
  public void run() {
    run(0, list.size());
  }

  /** Runs the operations at positions from (inclusive) to to (exclusive). */
  public void run(int from, int to) {
    for (int i = from; i < to; i++) {
      list.get(i).action().run();
    }
  }

  /** Runs all operations so many times and tells how long each took. */
  public List<OperationTime> profile(int rounds) {
    long[] nanoseconds = new long[list.size()];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < nanoseconds.length; i++) {
        long start = System.nanoTime();
        list.get(i).action().run();
        nanoseconds[i] += System.nanoTime() - start;
      }
    }
    List<OperationTime> times = new ArrayList<>();
    for (int i = 0; i < nanoseconds.length; i++) {
      times.add(new OperationTime(list.get(i).name(), nanoseconds[i] / 1e6 / rounds));
    }
    return times;
  }

  /** Forgets the operations and releases the arrays they hold; the list is empty afterwards. */
  @Override
  public void close() {
    list.clear();
    contexts.forEach(OpContext::purge);
    contexts.clear();
  }

  void append(String name, Runnable action, OpContext context) {
    contexts.add(context);
    step(name, action);
  }
}
