package io.github.bnlab.engine.kernels.float32;

import io.github.bnlab.engine.kernels.Plan;
import io.github.bnlab.engine.kernels.Split;
import io.github.bnlab.engine.kernels.Updates;
import io.github.bnlab.engine.kernels.Updates.Clipping;
import io.github.bnlab.engine.kernels.Updates.Penalty;
import io.github.bnlab.engine.kernels.Updates.Rule;
import java.util.List;

/** From the gradient to new parameters: clipping, penalties, update rules, as DL4J orders them. */
final class Update {
  private final Context context;
  private final Updates updates;
  private final double[][] numbers;

  Update(Context context, Updates updates) {
    this.context = context;
    this.updates = updates;
    numbers = new double[updates.rules().size()][];
  }

  /** Sets the numbers of the step to come. */
  void prepare(int iteration, int epoch) {
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = updates.rules().get(i).numbers().at(iteration, epoch);
    }
  }

  void plan(Plan plan) {
    List<Rule> rules = updates.rules();
    for (Clipping clipping : updates.clippings()) {
      plan.follow(Split.whole(), (part, thread) -> clip(clipping));
    }
    for (Penalty penalty : updates.penalties()) {
      plan.follow(Split.whole(), (part, thread) -> add(penalty));
    }
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      int index = i;
      Split split = Split.values(rule.to() - rule.from());
      if (i == 0) {
        plan.then(split, (part, thread) -> apply(rule, index, split, part));
      } else {
        plan.beside(split, (part, thread) -> apply(rule, index, split, part));
      }
    }
  }

  private void clip(Clipping clipping) {
    float[] g = context.gradient;
    float threshold = (float) clipping.threshold();
    if (!clipping.byNorm()) {
      for (int i = clipping.from(); i < clipping.to(); i++) {
        g[i] = Math.min(Math.max(g[i], -threshold), threshold);
      }
      return;
    }
    double squares = 0;
    for (int i = clipping.from(); i < clipping.to(); i++) {
      squares += (double) g[i] * g[i];
    }
    double norm = Math.sqrt(squares);
    if (norm > clipping.threshold()) {
      float factor = (float) (clipping.threshold() / norm);
      for (int i = clipping.from(); i < clipping.to(); i++) {
        g[i] *= factor;
      }
    }
  }

  private void add(Penalty penalty) {
    float factor = (float) penalty.factor();
    for (int i = penalty.from(); i < penalty.to(); i++) {
      context.gradient[i] += factor * context.parameters[i];
    }
  }

  private void apply(Rule rule, int index, Split split, int part) {
    float[] p = context.parameters;
    float[] g = context.gradient;
    float[] s = context.state;
    double[] n = numbers[index];
    int from = rule.from() + split.from(part);
    int count = split.to(part) - split.from(part);
    int state = rule.state() + split.from(part);
    switch (rule.kind()) {
      case SGD -> descend(p, from, g, from, count, (float) n[0]);
      case MOMENTUM -> {
        follow(s, state, g, from, count, (float) n[1]);
        descend(p, from, s, state, count, (float) n[0]);
      }
      case NESTEROV -> nesterov(p, g, from, s, state, count, (float) n[0], (float) n[1]);
      case ADAM -> adam(p, g, from, s, state, state + rule.to() - rule.from(), count, n);
    }
  }

  private static void descend(float[] p, int from, float[] g, int at, int count, float rate) {
    for (int i = 0; i < count; i++) {
      p[from + i] -= rate * g[at + i];
    }
  }

  private static void follow(float[] v, int at, float[] g, int from, int count, float momentum) {
    for (int i = 0; i < count; i++) {
      v[at + i] = momentum * v[at + i] + g[from + i];
    }
  }

  private static void nesterov(
      float[] p, float[] g, int from, float[] v, int at, int count, float rate, float momentum) {
    for (int i = 0; i < count; i++) {
      float before = v[at + i];
      float after = momentum * before - rate * g[from + i];
      v[at + i] = after;
      p[from + i] -= momentum * before - (1 + momentum) * after;
    }
  }

  private static void adam(
      float[] p, float[] g, int from, float[] s, int m, int v, int count, double[] n) {
    float rate = (float) n[0];
    float beta1 = (float) n[1];
    float beta2 = (float) n[2];
    float epsilon = (float) n[3];
    float rest1 = (float) (1 - n[1]);
    float rest2 = (float) (1 - n[2]);
    for (int i = 0; i < count; i++) {
      float x = g[from + i];
      float mean = beta1 * s[m + i] + rest1 * x;
      float square = beta2 * s[v + i] + rest2 * x * x;
      s[m + i] = mean;
      s[v + i] = square;
      p[from + i] -= rate * mean / ((float) Math.sqrt(square) + epsilon);
    }
  }
}
