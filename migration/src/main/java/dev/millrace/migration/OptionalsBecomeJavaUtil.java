package dev.millrace.migration;

import java.util.Map;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaTemplate;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.J;

/**
 * Renames the methods of Spark's {@code Optional} that {@code java.util.Optional} has under another
 * name. The type itself is renamed afterwards. <em>Immutable.</em>
 */
public final class OptionalsBecomeJavaUtil extends Recipe {

  private static final String OPTIONAL = "org.apache.spark.api.java.Optional";

  private static final MethodMatcher OR_NULL = new MethodMatcher(OPTIONAL + " orNull()");

  private static final Map<MethodMatcher, String> RENAMED =
      Map.of(
          new MethodMatcher(OPTIONAL + " or(..)"), "orElse",
          new MethodMatcher(OPTIONAL + " absent()"), "empty",
          new MethodMatcher(OPTIONAL + " fromNullable(..)"), "ofNullable");

  @Override
  public String getDisplayName() {
    return "Methods of `Optional` are those of `java.util`";
  }

  @Override
  public String getDescription() {
    return "Rewrites `or`, `orNull`, `absent` and `fromNullable` of Spark's `Optional`.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {
      @Override
      public J visitMethodInvocation(J.MethodInvocation call, ExecutionContext context) {
        J.MethodInvocation visited =
            (J.MethodInvocation) super.visitMethodInvocation(call, context);
        if (OR_NULL.matches(visited)) {
          return JavaTemplate.builder("#{any()}.orElse(null)")
              .contextSensitive()
              .build()
              .apply(
                  updateCursor(visited), visited.getCoordinates().replace(), visited.getSelect());
        }
        for (Map.Entry<MethodMatcher, String> renamed : RENAMED.entrySet()) {
          if (renamed.getKey().matches(visited)) {
            return visited.withName(visited.getName().withSimpleName(renamed.getValue()));
          }
        }
        return visited;
      }
    };
  }
}
