/**
 * From a SameDiff graph to a fixed list of ND4J operations on fixed arrays, run in order as often
 * as wanted for a microsecond of overhead each.
 *
 * <p>{@link io.github.bnlab.lowering.Operations} is the list, checked when built. {@link
 * io.github.bnlab.lowering.GraphLowering} appends what a SameDiff graph computes, its derived
 * gradients included, operation by operation and equal to SameDiff bit for bit:
 *
 * <pre>{@code
 * SameDiff gradients = graph.getFunction("grad"); // holds the forward computation too
 * Operations operations = new Operations();
 * GraphLowering lowering = new GraphLowering(gradients, operations).bind("input", x);
 * INDArray y = lowering.lower("y");               // forward, from here on in operations
 * lowering.bind(lowering.gradientOf("y"), dy);    // the gradient that comes from later layers
 * lowering.home(lowering.gradientOf("gamma"), gammaGradient);
 * lowering.lower(lowering.gradientOf("gamma"));   // backward
 * operations.run();
 * }</pre>
 *
 * <p>{@link io.github.bnlab.lowering.FusedLowering} does the same in far fewer passes over memory
 * where full arrays meet vectors of one value a channel. It knows a full variable as {@code array *
 * vector + array * vector + ... + vector} ({@code ChannelAffine}), which sums, differences and
 * multiples of such values are again, at the cost of a vector's length ({@code FusedRules}, {@code
 * FusedGradientRules}). Sums over a channel distribute over it ({@code ChannelSums}), and an array
 * is computed only for who asks for it ({@code Materializer}). Batch normalization with its
 * gradients comes to nine passes and four sums, as by hand, whatever way its formulas are written;
 * only {@code sum((x - mean)^2)} is never expanded, since float would lose its digits.
 *
 * <p>What to know:
 *
 * <ul>
 *   <li>All shapes are fixed, and with them the batch size. Operations hold addresses: bind arrays
 *       whose memory stays, and lower again when it moves.
 *   <li>What is lowered later reads bound arrays later: they must still hold their values then. The
 *       fused lowering refuses where it has overwritten one itself.
 *   <li>Random numbers, control flow and results whose shape depends on values cannot be lowered
 *       ({@link io.github.bnlab.lowering.CannotLowerException}).
 *   <li>Constants are computed once, when lowering; parameters are read at each run.
 * </ul>
 */
package io.github.bnlab.lowering;
