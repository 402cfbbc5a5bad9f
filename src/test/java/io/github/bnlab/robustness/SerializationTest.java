package io.github.bnlab.robustness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;

/** Java objects are never made from bytes of a file, neither here nor by a library for us. */
class SerializationTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.github.bnlab");

  @Test
  void noClassReadsSerializedObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.io\\.Object(Input|Output)Stream|java\\.beans\\.XML(De|En)coder|.*\\.SerializationUtils")
        .check(CLASSES);
  }

  /**
   * {@link ModelSerializer#restoreMultiLayerNetwork} reads entries of the file, {@code
   * preprocessor.bin} and {@code normalizer.bin}, with Java's serialization; writing is harmless.
   */
  @Test
  void noClassRestoresModelsByModelSerializer() {
    noClasses()
        .should()
        .accessTargetWhere(
            JavaAccess.Predicates.targetOwner(
                    HasName.Predicates.name(ModelSerializer.class.getName()))
                .and(readsModels()))
        .check(CLASSES);
  }

  /** If this fails, DL4J reads models safely now, and the rule above can go. */
  @Test
  void modelSerializerStillReadsSerializedObjects() {
    JavaClasses library = new ClassFileImporter().importClasses(ModelSerializer.class);
    assertThat(library.get(ModelSerializer.class).getMethodCallsFromSelf())
        .anyMatch(
            call ->
                call.getOrigin().getName().equals("restoreMultiLayerNetworkHelper")
                    && call.getTarget().getFullName().contains("ObjectInputStream.readObject"));
  }

  private static DescribedPredicate<JavaAccess<?>> readsModels() {
    return DescribedPredicate.describe(
        "reads models",
        access -> {
          AccessTarget target = access.getTarget();
          return target.getName().startsWith("restore") || target.getName().startsWith("getObject");
        });
  }
}
