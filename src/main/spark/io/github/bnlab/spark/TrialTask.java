package io.github.bnlab.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.package$;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/** What an executor does with a trial: a request goes in, the bytes of a run directory come out. */
final class TrialTask extends AbstractFunction2<TaskContext, Iterator<String>, TaskResult>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How often a trial is begun again after its process, executor or machine was lost. */
  static final int RETRIES = 4;

  private final TaskProgress progress;
  private final Map<String, String> environment;
  private final String software = software();

  TrialTask(TaskProgress progress, Map<String, String> environment) {
    this.progress = progress;
    this.environment = environment;
  }

  private static String software() {
    return "Spark %s on Java %s"
        .formatted(package$.MODULE$.SPARK_VERSION(), Runtime.version().feature());
  }

  @Override
  public TaskResult apply(TaskContext context, Iterator<String> requests) {
    progress.begin(context.partitionId(), context.attemptNumber());
    if (!software().equals(software)) {
      return result(
          null,
          "The cluster runs %s, this program %s; use the same.".formatted(software(), software));
    }
    if (context.attemptNumber() > RETRIES) {
      return result(null, "");
    }
    try {
      byte[] run = WorkerProcess.take(environment).run(requests.next(), progress::add);
      return result(run, "");
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  private TaskResult result(byte[] run, String refusal) {
    TaskResult result = new TaskResult(progress.value(), run, refusal);
    progress.reset();
    return result;
  }
}
