package io.github.bnlab.spark;

import io.github.bnlab.backend.BackendException;
import io.github.bnlab.experiment.Cluster;
import io.github.bnlab.experiment.RemoteTrials;
import io.github.bnlab.recording.files.RecordException;
import java.io.IOException;
import java.io.InvalidClassException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskFailedReason;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.package$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * A Spark cluster: one job for all trials, one task for each, whose result is handled when it
 * arrives.
 */
public final class SparkCluster implements Cluster {
  /** Folder of the program on an executor. */
  static final String PROGRAM = "bnlab";

  private static final long POLL_MILLISECONDS = 200;

  /** What the launcher sets and a worker process needs. */
  private static final List<String> ENVIRONMENT =
      List.of(
          "OMP_NUM_THREADS",
          "ND4J_SKIP_BLAS_THREADS",
          "OPENBLAS_NUM_THREADS",
          "MALLOC_MMAP_THRESHOLD_",
          "MALLOC_TRIM_THRESHOLD_");

  /** Things to do on the thread that called {@link #run}. */
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

  private final Map<Integer, String> failures = new ConcurrentHashMap<>();
  private Cluster.Options options;
  private RemoteTrials trials;
  private volatile SparkContext context;
  private volatile boolean ending;

  @Override
  public void run(Cluster.Options asked, RemoteTrials open) {
    options = asked;
    trials = open;
    try {
      Path data = Files.createTempDirectory("bnlab-data-");
      try {
        run(data);
      } finally {
        PathUtils.delete(data);
      }
    } catch (IOException e) {
      throw RecordException.of("Cannot write the data for the cluster", e);
    }
  }

  private void run(Path data) throws IOException {
    trials.writeData(data);
    List<String> requests = IntStream.range(0, trials.size()).mapToObj(trials::request).toList();
    Thread job = new Thread(() -> runJob(data, requests), "spark-job");
    job.setDaemon(true);
    job.start();
    try {
      handleEvents();
    } finally {
      ending = true;
      if (context != null) {
        context.stop();
      }
    }
  }

  /** Until all trials are over; a stop, and the end of the job, come after what arrived before. */
  private void handleEvents() {
    long lost = System.nanoTime();
    while (trials.open() > 0) {
      Runnable event = next();
      if (event != null) {
        event.run();
      } else if (trials.stopRequested()) {
        return;
      }
      if (hasExecutor()) {
        lost = System.nanoTime();
      } else if (System.nanoTime() - lost > options.patience().toNanos()) {
        throw new BackendException(
            "No executor of %s took a trial within %d s; see that its Master and Workers run, have a core and memory free, and can reach this machine, or wait longer with --spark-wait."
                .formatted(options.master(), options.patience().toSeconds()));
      }
    }
  }

  private boolean hasExecutor() {
    SparkContext started = context;
    // The driver is one, too.
    int others = started == null || started.isLocal() ? 0 : 1;
    return started != null && started.statusTracker().getExecutorInfos().length > others;
  }

  private Runnable next() {
    try {
      return events.poll(trials.stopRequested() ? 0 : POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("Interrupted while trials ran on " + options.master(), e);
    }
  }

  /** On a thread of its own: to connect may take longer than the user waits. */
  private void runJob(Path data, List<String> requests) {
    try {
      context = new SparkContext(settings());
      context.addSparkListener(new Listener());
      sendFiles(data);
      TaskProgress progress = new TaskProgress();
      context.register(progress, PROGRAM);
      runJob(requests, new TrialTask(progress, environment()));
    } catch (Throwable e) {
      events.add(() -> fail(e));
    }
  }

  private void sendFiles(Path data) throws IOException {
    if (!context.conf().get("spark.archives", "").contains("#" + PROGRAM)) {
      context.addArchive(options.program().resolve("program.zip") + "#" + PROGRAM);
    }
    try (Stream<Path> files = Files.list(data)) {
      files.forEach(file -> context.addFile(file.toString()));
    }
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.keySet().retainAll(ENVIRONMENT);
    return environment;
  }

  private void runJob(List<String> requests, TrialTask task) {
    RDD<String> tasks =
        JavaSparkContext.fromSparkContext(context).parallelize(requests, requests.size()).rdd();
    context.runJob(
        tasks,
        task,
        CollectionConverters.asScala(
                IntStream.range(0, requests.size()).mapToObj(i -> (Object) i).toList())
            .toSeq(),
        new AbstractFunction2<Object, TaskResult, BoxedUnit>() {
          @Override
          public BoxedUnit apply(Object trial, TaskResult result) {
            events.add(() -> handle((Integer) trial, result));
            return BoxedUnit.UNIT;
          }
        },
        ClassTag$.MODULE$.apply(TaskResult.class));
  }

  private SparkConf settings() {
    SparkConf conf = new SparkConf(false).setAppName("bnlab " + trials.experiment());
    // Without a number of failures, a local master gives up at the first.
    conf.setMaster(
        options
            .master()
            .replaceFirst("^local$", "local[1]")
            .replaceFirst("^local\\[([^,\\]]*)]$", "local[$1,100]"));
    conf.set("spark.jars", options.program().resolve("batchnorm-lab-spark.jar").toString());
    conf.set("spark.ui.enabled", "false");
    conf.set("spark.ui.retainedTasks", "1000");
    conf.set("spark.speculation", "false");
    conf.set("spark.task.maxFailures", "100");
    conf.set("spark.task.cpus", Integer.toString(options.threads()));
    conf.set("spark.driver.maxResultSize", "0");
    conf.set("spark.executor.memory", "512m");
    conf.set("spark.executor.memoryOverhead", "3g");
    conf.set("spark.executor.heartbeatInterval", "2s");
    if (options.master().startsWith("spark:")) {
      // An executor that is killed leaves nothing outside of its work folder, which its Worker
      // removes.
      conf.set("spark.executor.extraJavaOptions", "-Djava.io.tmpdir=.");
    }
    if (options.slots() > 0) {
      conf.set("spark.cores.max", Integer.toString(options.slots() * options.threads()));
      conf.set("spark.executor.instances", Integer.toString(options.slots()));
    }
    options.settings().forEach(conf::set);
    return conf;
  }

  private void handle(int trial, TaskResult result) {
    if (!result.refusal().isEmpty()) {
      throw new BackendException(result.refusal());
    }
    progress(result.progress());
    String failure = failures.remove(trial);
    if (result.run() == null) {
      trials.crashed(trial, failure == null ? "no executor kept it" : failure);
    } else {
      trials.returned(trial, result.run());
    }
  }

  private void fail(Throwable e) {
    if (!trials.stopRequested()) {
      // Where no Master answers, what Spark throws at last is about its own end.
      String why =
          e instanceof NullPointerException
              ? "no Master answers there"
              : firstLine(String.valueOf(e.getMessage()));
      throw new BackendException(
          "Spark at %s cannot be used: %s".formatted(options.master(), why), e);
    }
  }

  private final class Listener extends SparkListener {
    @Override
    public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
      for (var task : CollectionConverters.asJava(update.accumUpdates())) {
        for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
          if (info.update().getOrElse(() -> null) instanceof TaskProgress.Lines lines) {
            events.add(() -> progress(lines));
          }
        }
      }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
      if (!ending && end.reason() instanceof TaskFailedReason reason) {
        int trial = end.taskInfo().partitionId();
        String why =
            reason instanceof ExceptionFailure failure
                ? failure.description()
                : reason.toErrorString();
        failures.put(trial, why);
        if (reason instanceof ExceptionFailure failure
            && failure.className().equals(InvalidClassException.class.getName())) {
          events.add(SparkCluster.this::refuseVersion);
        } else if (end.taskInfo().attemptNumber() < TrialTask.RETRIES) {
          events.add(() -> trials.notice(trial, "runs again: " + firstLine(why)));
        }
      }
    }
  }

  /** Of a cluster that does not even read what it is sent. */
  private void refuseVersion() {
    throw new BackendException(
        "The cluster runs another version of Spark than this program, %s; use the same."
            .formatted(package$.MODULE$.SPARK_VERSION()));
  }

  private void progress(TaskProgress.Lines lines) {
    trials.progress(lines.trial(), lines.attempt(), lines.lasting(), lines.passing());
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
