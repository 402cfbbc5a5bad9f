package io.github.bnlab.lowering;

/** What the fused lowering knows a variable as, before anybody wants it as an array. */
sealed interface ChannelValue permits ChannelAffine, ChannelValue.Product, ChannelValue.Vector {
  /**
   * The product, element by element, of two full variables.
   *
   * @param a name of one
   * @param b name of the other
   */
  record Product(String a, String b) implements ChannelValue {}

  /**
   * One value a channel.
   *
   * @param value the values
   * @param shape shape of the variable in the graph
   */
  record Vector(ChannelVector value, long... shape) implements ChannelValue {}
}
