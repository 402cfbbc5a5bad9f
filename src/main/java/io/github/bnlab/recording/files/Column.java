package io.github.bnlab.recording.files;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What is special about a column of a {@link RunTable}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Column {
  /** Whether it is written as a double in trials of float, too. */
  boolean isDouble() default false;

  /** Whether a text may be empty. */
  boolean mayBeEmpty() default false;

  /** Whether tables of older versions lack it. */
  boolean isAdded() default false;
}
