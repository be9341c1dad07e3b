package dev.millrace.migration;

import java.util.Map;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaTemplate;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;

/**
 * Turns Spark Streaming's durations into those of {@code java.time}: constructors and the methods
 * that have another name or shape there. The type itself is renamed afterwards. <em>Immutable.</em>
 */
public final class DurationsBecomeJavaTime extends Recipe {

  private static final String DURATION = "org.apache.spark.streaming.Duration";

  private static final MethodMatcher CONSTRUCTOR =
      new MethodMatcher(DURATION + " <constructor>(long)");
  private static final MethodMatcher APPLY = new MethodMatcher(DURATION + " apply(long)");

  private static final Map<MethodMatcher, String> RENAMED =
      Map.of(
          new MethodMatcher(DURATION + " milliseconds()"), "toMillis",
          new MethodMatcher(DURATION + " times(int)"), "multipliedBy");

  /** Templates by method; the first hole is the duration, the second the argument. */
  private static final Map<MethodMatcher, String> TEMPLATES =
      Map.of(
          new MethodMatcher(DURATION + " div(" + DURATION + ")"),
              "((double) #{any()}.toMillis() / #{any()}.toMillis())",
          new MethodMatcher(DURATION + " less(" + DURATION + ")"),
              "(#{any()}.compareTo(#{any()}) < 0)",
          new MethodMatcher(DURATION + " lessEq(" + DURATION + ")"),
              "(#{any()}.compareTo(#{any()}) <= 0)",
          new MethodMatcher(DURATION + " greater(" + DURATION + ")"),
              "(#{any()}.compareTo(#{any()}) > 0)",
          new MethodMatcher(DURATION + " greaterEq(" + DURATION + ")"),
              "(#{any()}.compareTo(#{any()}) >= 0)",
          new MethodMatcher(DURATION + " isMultipleOf(" + DURATION + ")"),
              "(#{any()}.toMillis() % #{any()}.toMillis() == 0)");

  @Override
  public String getDisplayName() {
    return "Durations of Spark Streaming become `java.time.Duration`";
  }

  @Override
  public String getDescription() {
    return "Rewrites `new Duration(ms)` and the methods that `java.time.Duration` names otherwise.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {

      @Override
      public J visitNewClass(J.NewClass newClass, ExecutionContext context) {
        J.NewClass visited = (J.NewClass) super.visitNewClass(newClass, context);
        if (!CONSTRUCTOR.matches(visited)) {
          return visited;
        }
        return ofMillis(visited, visited.getArguments().get(0));
      }

      @Override
      public J visitMethodInvocation(J.MethodInvocation call, ExecutionContext context) {
        J.MethodInvocation visited =
            (J.MethodInvocation) super.visitMethodInvocation(call, context);
        if (APPLY.matches(visited)) {
          return ofMillis(visited, visited.getArguments().get(0));
        }
        for (Map.Entry<MethodMatcher, String> renamed : RENAMED.entrySet()) {
          if (renamed.getKey().matches(visited)) {
            return visited.withName(visited.getName().withSimpleName(renamed.getValue()));
          }
        }
        for (Map.Entry<MethodMatcher, String> method : TEMPLATES.entrySet()) {
          if (method.getKey().matches(visited)) {
            return rewritten(visited, method.getValue());
          }
        }
        return visited;
      }

      private J ofMillis(Expression tree, Expression millis) {
        return JavaTemplate.apply(
            "java.time.Duration.ofMillis(#{any(long)})",
            getCursor(),
            tree.getCoordinates().replace(),
            millis);
      }

      private J rewritten(J.MethodInvocation call, String template) {
        return JavaTemplate.builder(template)
            .contextSensitive()
            .build()
            .apply(
                updateCursor(call),
                call.getCoordinates().replace(),
                call.getSelect(),
                call.getArguments().get(0));
      }
    };
  }
}
