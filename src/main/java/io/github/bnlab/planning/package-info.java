/**
 * From a network to a plan: a fixed list of ND4J operations on the network's own parameters.
 *
 * <p>{@link io.github.bnlab.planning.TrainingPlan} asks for a planner for each layer, lets each one
 * append its forward and then, in the other direction, its backward operations, and adds the update
 * of the parameters; {@link io.github.bnlab.planning.InferencePlan} stops after the forward pass.
 */
package io.github.bnlab.planning;
