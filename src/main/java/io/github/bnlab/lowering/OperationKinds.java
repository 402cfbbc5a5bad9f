package io.github.bnlab.lowering;

import java.util.Locale;
import java.util.Set;
import org.nd4j.autodiff.functions.DifferentialFunction;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.RandomOp;
import org.nd4j.linalg.api.ops.impl.layers.ExternalErrorsFunction;

/** What may become a fixed operation, and what is known before anything runs. */
final class OperationKinds {
  /** Control flow, lists of arrays, and changes of variables: not a function of the inputs. */
  private static final Set<String> CONTROL =
      Set.of(
          "switch",
          "merge",
          "enter",
          "exit",
          "next_iteration",
          "loop_cond",
          "while",
          "if",
          "invoke",
          "assert",
          "assign",
          "old_assign",
          "create_view",
          "gradientbackwardsmarker");

  /** The shape of the result depends on the values. */
  private static final Set<String> VALUE_SHAPED =
      Set.of(
          "where",
          "where_np",
          "boolean_mask",
          "unique",
          "unique_with_counts",
          "choose",
          "listdiff",
          "dynamic_partition",
          "non_max_suppression",
          "non_max_suppression_v3");

  /** The value of the result depends on the shapes alone. */
  private static final Set<String> SHAPE_ONLY =
      Set.of(
          "shape_of",
          "shapes_of",
          "size",
          "size_at",
          "rank",
          "zeros_as",
          "zeroslike",
          "ones_as",
          "oneslike");

  private OperationKinds() {}

  /**
   * Refuses what is no fixed function of its inputs.
   *
   * @throws CannotLowerException with the name and kind of the operation
   */
  static void requireFixed(DifferentialFunction operation) {
    String kind = operation.opName().toLowerCase(Locale.ROOT);
    String reason = null;
    if (operation instanceof ExternalErrorsFunction) {
      reason = "stands for a gradient from outside; bind an array to the gradient variable";
    } else if (!(operation instanceof CustomOp || operation instanceof Op)) {
      reason = "is no operation of ND4J (" + operation.getClass().getName() + ")";
    } else if (isRandom(operation, kind)) {
      reason = "draws random numbers; a fixed operation would not";
    } else if (CONTROL.contains(kind) || kind.startsWith("tensorarray") || kind.endsWith("_list")) {
      reason = "is control flow";
    } else if (VALUE_SHAPED.contains(kind)) {
      reason = "has a result whose shape depends on values";
    }
    if (reason != null) {
      throw new CannotLowerException(
          "the operation " + operation.getOwnName() + " of kind " + kind + " " + reason);
    }
  }

  /** Whether the result can be computed once, before the inputs have values. */
  static boolean dependsOnShapesOnly(DifferentialFunction operation) {
    return SHAPE_ONLY.contains(operation.opName().toLowerCase(Locale.ROOT));
  }

  private static boolean isRandom(DifferentialFunction operation, String kind) {
    return operation instanceof RandomOp
        || kind.startsWith("random")
        || kind.contains("dropout")
        || kind.equals("get_seed")
        || kind.equals("set_seed");
  }
}
