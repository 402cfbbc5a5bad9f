package io.github.bnlab.planning;

import io.github.bnlab.lowering.FixedArrays;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The network's parameters, layer by layer, and a vector of gradients cut up in the same way. */
final class ParameterViews {
  private final INDArray values;
  private final INDArray gradients;
  private final List<Parameters> layers = new ArrayList<>();

  ParameterViews(MultiLayerNetwork network) {
    values = FixedArrays.view(network.params(), network.numParams());
    gradients = FixedArrays.zeros(values.dataType(), network.numParams());
    long start = 0;
    for (Layer layer : network.getLayers()) {
      long end = start + layer.numParams();
      layers.add(views(layer, start, end));
      start = end;
    }
  }

  private Parameters views(Layer layer, long start, long end) {
    if (end == start) {
      return new Parameters(Map.of(), Map.of());
    }
    Map<String, INDArray> byName = new LinkedHashMap<>();
    layer.paramTable().keySet().forEach(name -> byName.put(name, layer.getParam(name)));
    INDArray flat = FixedArrays.view(gradient(start, end), 1, end - start);
    Map<String, INDArray> gradientsByName =
        layer.conf().getLayer().initializer().getGradientsFromFlattened(layer.conf(), flat);
    return new Parameters(byName, gradientsByName);
  }

  /** Those of one layer. */
  Parameters layer(int index) {
    return layers.get(index);
  }

  /** A stretch of the parameter vector. */
  INDArray value(long start, long end) {
    return values.get(NDArrayIndex.interval(start, end));
  }

  /** The same stretch of the gradients. */
  INDArray gradient(long start, long end) {
    return gradients.get(NDArrayIndex.interval(start, end));
  }
}
