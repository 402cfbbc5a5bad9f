package io.github.bnlab.report.page;

import io.github.bnlab.report.runs.GrowingRuns.Progress;
import java.util.List;

/**
 * What a page that a server keeps up to date tells besides.
 *
 * @param over whether the run has ended
 * @param trials how far they are, all of them
 */
public record Live(boolean over, List<Progress> trials) {
  public Live {
    trials = List.copyOf(trials);
  }
}
