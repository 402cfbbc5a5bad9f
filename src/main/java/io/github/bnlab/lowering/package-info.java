/**
 * From a SameDiff graph to a fixed list of ND4J operations on fixed arrays, run in order as often
 * as wanted for a microsecond of overhead each. It needs ND4J alone: nothing here knows of networks
 * or of the rest of this program.
 *
 * <pre>{@code
 * SameDiff graph = SameDiff.create();
 * SDVariable x = graph.placeHolder("x", FLOAT, 128, 64); // all sizes are given, the batch's too
 * SDVariable w = graph.var("w", Nd4j.randn(FLOAT, 64, 10));
 * SDVariable y = graph.math().tanh("y", x.mmul(w));
 * y.sum().markAsLoss(); // any loss that y is part of: where the gradient starts is bound below
 * graph.createGradFunction("w");
 * SameDiff gradients = graph.getFunction("grad"); // holds the forward computation too
 *
 * Operations operations = new Operations();
 * GraphLowering lowering = new GraphLowering(gradients, operations).bind("x", input);
 * INDArray output = lowering.lower("y"); // appends the forward pass: [128, 10]
 * lowering.bind(lowering.gradientOf("y"), outputGradient); // what comes from later layers
 * INDArray weightGradient = lowering.lower(lowering.gradientOf("w")); // backward: [64, 10]
 * operations.run(); // again after each change of input, outputGradient or w
 * }</pre>
 *
 * <p>{@link io.github.bnlab.lowering.Operations} is the list, checked when built. {@link
 * io.github.bnlab.lowering.GraphLowering} appends what a variable of the graph needs and is not
 * there yet, operation by operation and equal to SameDiff bit for bit. {@code lower} says where the
 * value will be; {@code home} has it written into an array of one's own instead, which may be a
 * view, as of a network's vector of gradients. A graph without gradients is lowered in the same
 * way. (DL4J prints every operation to standard output while it derives gradients.)
 *
 * <p><b>Plain or fused?</b> {@link io.github.bnlab.lowering.FusedLowering} takes the same calls and
 * a {@link io.github.bnlab.lowering.ChannelLayout} besides, and is for graphs in which full arrays
 * meet vectors of one value a channel: normalization, scales, biases. There it needs far fewer
 * passes over memory, and its results differ by rounding. It knows a full variable as {@code array
 * * vector + array * vector + ... + vector} ({@code ChannelAffine}), which sums, differences and
 * multiples of such values are again, at the cost of a vector's length ({@code FusedRules}, {@code
 * FusedGradientRules}). Sums over a channel distribute over it ({@code ChannelSums}), and an array
 * is computed only for who asks for it ({@code Materializer}). Batch normalization with its
 * gradients comes to nine passes and four sums, as by hand, whatever way its formulas are written;
 * only {@code sum((x - mean)^2)} is never expanded, since float would lose its digits. Elsewhere it
 * is the plain lowering, which is also what it is tested against.
 *
 * <p><b>Shapes</b> are those of the graph, and all fixed, the batch size with them: another size of
 * batch is another list, over the same parameters if one likes. The fused lowering holds full
 * arrays in the layout's stored shape (images as {@code [C, N*H*W]} are the fastest), and takes
 * arrays in the graph's shape too.
 *
 * <p><b>What is refused</b>, with a {@link io.github.bnlab.lowering.CannotLowerException} when
 * lowering and never later: random numbers, control flow, results whose shape depends on values,
 * placeholders that are not bound, gradients that the graph does not have.
 *
 * <p><b>What to know:</b>
 *
 * <ul>
 *   <li>Operations hold addresses: bind arrays whose memory stays, and lower again when it moves.
 *   <li>What is lowered later reads bound arrays later: they must still hold their values then. The
 *       fused lowering refuses where it has overwritten one itself.
 *   <li>Constants are computed once, when lowering; parameters are read at each run.
 *   <li>A list is for one thread at a time; closing it frees its contexts.
 * </ul>
 */
package io.github.bnlab.lowering;
