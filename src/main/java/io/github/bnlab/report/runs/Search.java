package io.github.bnlab.report.runs;

import io.github.bnlab.recording.files.Limits;
import io.github.bnlab.recording.files.Rows.RangeRow;
import java.util.List;

/**
 * What searches left in the folder of an experiment, beside its run directories.
 *
 * @param experiment name of the folder
 * @param limits up to which value of a setting it trains, or null
 * @param range steps of range tests, possibly none
 */
public record Search(String experiment, Limits limits, List<RangeRow> range) {
  public Search {
    range = List.copyOf(range);
  }
}
