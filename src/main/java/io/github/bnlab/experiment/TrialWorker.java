package io.github.bnlab.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.bnlab.config.ExperimentReader;
import io.github.bnlab.config.TrialConfig;
import io.github.bnlab.dataset.DataFile;
import io.github.bnlab.dataset.LoadedData;
import io.github.bnlab.experiment.TrialEvent.StepProgress;
import io.github.bnlab.recording.RunArchive;
import io.github.bnlab.recording.RunDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Runs trials in this process for another one: a request is a line, the answer are lines of
 * progress and then {@value #DONE}; the run directory is packed in the file {@value #RUN} then. The
 * end of the requests ends a trial that is running, and removes the folder.
 */
public final class TrialWorker {
  /** The line after which a run is there. */
  public static final String DONE = "done";

  /** Begins a line of progress that the next such line replaces. */
  public static final String PASSING = "@";

  /** The file of the worker's folder that holds the last run. */
  public static final String RUN = "run.zip";

  // A loss may be no number.
  private static final Gson GSON = new GsonBuilder().serializeSpecialFloatingPointValues().create();

  private final Path folder;
  private final Path dataFolder;
  private final PrintStream answers;
  private final StopSignal stop = new StopSignal();
  private final BlockingQueue<Optional<String>> queue = new LinkedBlockingQueue<>();
  private String dataName = "";
  private LoadedData data;

  /** What is asked for: a {@code trial.yaml}, and the name of the file of its data. */
  private record Request(String trial, String data) {}

  /**
   * A worker.
   *
   * @param folder to work in
   * @param dataFolder with files as {@link DataFile} writes them
   */
  public TrialWorker(Path folder, Path dataFolder, PrintStream answers) {
    this.folder = folder;
    this.dataFolder = dataFolder;
    this.answers = answers;
  }

  /** The line that asks for a trial. */
  static String request(String trialYaml, String data) {
    return GSON.toJson(new Request(trialYaml, data));
  }

  /** The line that tells of an event: JSON, with the kind of the event as its only name. */
  static String line(TrialEvent event) {
    JsonObject json = new JsonObject();
    json.add(event.getClass().getSimpleName(), GSON.toJsonTree(event));
    return (event instanceof StepProgress ? PASSING : "") + json;
  }

  /** The event of which a line tells. */
  static TrialEvent event(String line) {
    String json = line.startsWith(PASSING) ? line.substring(PASSING.length()) : line;
    Map.Entry<String, JsonElement> event =
        JsonParser.parseString(json).getAsJsonObject().entrySet().iterator().next();
    return Stream.of(TrialEvent.class.getPermittedSubclasses())
        .filter(kind -> kind.getSimpleName().equals(event.getKey()))
        .map(kind -> (TrialEvent) GSON.fromJson(event.getValue(), kind))
        .findFirst()
        .orElseThrow();
  }

  /** Runs what is asked for until there are no more requests. */
  public void serve(BufferedReader requests) throws IOException, InterruptedException {
    Thread reader = new Thread(() -> read(requests), "requests");
    reader.setDaemon(true);
    reader.start();
    for (Optional<String> next = queue.take(); next.isPresent(); next = queue.take()) {
      run(GSON.fromJson(next.get(), Request.class));
    }
    PathUtils.delete(folder); // After a failure, its log is read there.
  }

  private void read(BufferedReader requests) {
    try {
      for (String line = requests.readLine(); line != null; line = requests.readLine()) {
        queue.add(Optional.of(line));
      }
    } catch (IOException e) {
      // Nobody asks any more, as at the end.
    }
    stop.request();
    queue.add(Optional.empty());
  }

  private void run(Request request) throws IOException {
    Path settings = Files.writeString(folder.resolve("trial.yaml"), request.trial);
    TrialConfig trial = ExperimentReader.read(settings, List.of()).trials().get(0);
    if (!dataName.equals(request.data)) {
      data = DataFile.read(dataFolder.resolve(request.data));
      dataName = request.data;
    }
    RunDirectory run = new RunDirectory(folder.resolve("runs"), trial.trial());
    new InProcessRunner(
            (config, fallback) -> data,
            stop,
            Duration.ZERO,
            trial,
            run,
            event -> answer(line(event)))
        .run();
    if (!stop.requested()) {
      try (OutputStream out = Files.newOutputStream(folder.resolve(RUN))) {
        RunArchive.pack(run.target(), out);
      }
      PathUtils.delete(run.target());
      answer(DONE);
    }
  }

  private void answer(String line) {
    answers.println(line);
    answers.flush();
  }
}
