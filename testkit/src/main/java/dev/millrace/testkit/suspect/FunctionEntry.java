package dev.millrace.testkit.suspect;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where a function's code begins. <em>Immutable.</em>
 *
 * @param type the class that holds it
 * @param calls its methods that are called from outside
 */
record FunctionEntry(Class<?> type, List<Call> calls) {
  /** What Millrace calls of a function or a receiver. */
  private static final Set<String> CALLED = Set.of("call", "onStart", "onStop");

  FunctionEntry {
    calls = List.copyOf(calls);
  }

  /** The entry of an object; empty if nothing calls it. */
  static Optional<FunctionEntry> of(Object object) {
    Class<?> type = object.getClass();
    if (type.isHidden()) {
      return object instanceof Serializable ? ofLambda(object) : Optional.empty();
    }
    String owner = type.getName().replace('.', '/');
    List<Call> calls =
        Arrays.stream(type.getMethods())
            .filter(method -> CALLED.contains(method.getName()))
            .map(method -> new Call(owner, method.getName(), descriptorOf(method), 0, false))
            .toList();
    return calls.isEmpty() ? Optional.empty() : Optional.of(new FunctionEntry(type, calls));
  }

  /** A lambda that can travel says by itself which method it stands for. */
  private static Optional<FunctionEntry> ofLambda(Object lambda) {
    try {
      Method replacement = lambda.getClass().getDeclaredMethod("writeReplace");
      replacement.setAccessible(true);
      SerializedLambda form = (SerializedLambda) replacement.invoke(lambda);
      Class<?> owner =
          Class.forName(
              form.getImplClass().replace('/', '.'), false, lambda.getClass().getClassLoader());
      boolean virtual =
          form.getImplMethodKind() == MethodHandleInfo.REF_invokeVirtual
              || form.getImplMethodKind() == MethodHandleInfo.REF_invokeInterface;
      Call call =
          new Call(
              form.getImplClass(),
              form.getImplMethodName(),
              form.getImplMethodSignature(),
              0,
              virtual);
      return Optional.of(new FunctionEntry(owner, List.of(call)));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a lambda does not say what it stands for: " + lambda, e);
    }
  }

  private static String descriptorOf(Method method) {
    StringBuilder text = new StringBuilder("(");
    for (Class<?> parameter : method.getParameterTypes()) {
      text.append(parameter.descriptorString());
    }
    return text.append(')').append(method.getReturnType().descriptorString()).toString();
  }
}
