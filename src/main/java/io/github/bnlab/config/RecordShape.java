package io.github.bnlab.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

/** The components and the constructor of a record's type, looked up once. */
public final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final List<RecordComponent> components;
  private final Constructor<?> constructor;

  private RecordShape(Class<?> type) {
    components = List.of(type.getRecordComponents());
    Class<?>[] types = components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("records have a canonical constructor: " + type, e);
    }
  }

  /** That of a type of records. */
  public static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** In the order of the declaration. */
  public List<RecordComponent> components() {
    return components;
  }

  /** The record; what its constructor throws is thrown. */
  public Object construct(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(constructor + " " + Arrays.toString(values), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " " + Arrays.toString(values), e);
    }
  }

  /** The value of one component. */
  public static Object get(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records have public accessors: " + component, e);
    }
  }
}
