package io.github.bnlab.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

@Command(
    name = "bnlab",
    description = "Batch normalization, made visible and reproducible on the JVM.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    footer = {
      "",
      "First steps:",
      "  bnlab run configs/quickstart.yaml     train, record, print the results",
      "  bnlab list                            configurations, networks, data sets",
      "  bnlab help COMMAND                    options and examples of a command"
    })
final class RootCommand implements Runnable {
  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Show the libraries' log and the stack traces of errors.")
  boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Version and vendor of Java. */
  static String java() {
    return System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")";
  }

  /** Version of the program and of Java. */
  static final class Version implements picocli.CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "batchnorm-lab " + (version == null ? "(not packaged)" : version), "Java " + java()
      };
    }
  }
}
