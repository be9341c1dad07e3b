package dev.millrace.migration;

import java.util.List;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.J;

/**
 * Drops the calls that lead from a Java wrapper to what it wraps, {@code context.ssc()} for one:
 * Millrace's types wrap nothing. <em>Immutable.</em>
 */
public final class ScalaContextsAreUnwrapped extends Recipe {

  private static final List<MethodMatcher> UNWRAPPING =
      List.of(
          new MethodMatcher("org.apache.spark.streaming.api.java.JavaStreamingContext ssc()"),
          new MethodMatcher("org.apache.spark.api.java.JavaSparkContext sc()"),
          new MethodMatcher("org.apache.spark.streaming.api.java.JavaDStreamLike dstream()", true),
          new MethodMatcher("org.apache.spark.api.java.JavaRDDLike rdd()", true));

  @Override
  public String getDisplayName() {
    return "Wrapped Scala objects are no longer unwrapped";
  }

  @Override
  public String getDescription() {
    return "Removes `.ssc()`, `.sc()`, `.dstream()` and `.rdd()` on Spark's Java wrappers.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {
      @Override
      public J visitMethodInvocation(J.MethodInvocation call, ExecutionContext context) {
        J.MethodInvocation visited =
            (J.MethodInvocation) super.visitMethodInvocation(call, context);
        boolean unwraps =
            visited.getSelect() != null
                && UNWRAPPING.stream().anyMatch(matcher -> matcher.matches(visited));
        return unwraps ? visited.getSelect().withPrefix(visited.getPrefix()) : visited;
      }
    };
  }
}
