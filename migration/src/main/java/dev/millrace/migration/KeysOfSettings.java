package dev.millrace.migration;

import java.util.List;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaIsoVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.Expression;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;

/**
 * Renames the keys that a program sets or reads in its {@code SparkConf}: {@code spark.} becomes
 * {@code millrace.}, and the rest of the key stays. Strings elsewhere are left alone.
 * <em>Immutable.</em>
 */
public final class KeysOfSettings extends Recipe {

  private static final String OLD = "spark.";
  private static final String NEW = "millrace.";

  private static final List<MethodMatcher> WITH_KEY =
      List.of(
          new MethodMatcher("org.apache.spark.SparkConf set(String, String)"),
          new MethodMatcher("org.apache.spark.SparkConf setIfMissing(String, String)"),
          new MethodMatcher("org.apache.spark.SparkConf get*(String, ..)"),
          new MethodMatcher("org.apache.spark.SparkConf contains(String)"),
          new MethodMatcher("org.apache.spark.SparkConf remove(String)"));

  @Override
  public String getDisplayName() {
    return "Keys of settings are Millrace's";
  }

  @Override
  public String getDescription() {
    return "Rewrites `spark.` to `millrace.` in the keys that are passed to a `SparkConf`.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaIsoVisitor<>() {
      @Override
      public J.MethodInvocation visitMethodInvocation(
          J.MethodInvocation call, ExecutionContext context) {
        J.MethodInvocation visited = super.visitMethodInvocation(call, context);
        if (WITH_KEY.stream().noneMatch(matcher -> matcher.matches(visited))) {
          return visited;
        }
        List<Expression> arguments = visited.getArguments();
        Expression key = arguments.get(0);
        if (!(key instanceof J.Literal literal)
            || literal.getType() != JavaType.Primitive.String
            || !String.valueOf(literal.getValue()).startsWith(OLD)) {
          return visited;
        }
        String renamed = NEW + String.valueOf(literal.getValue()).substring(OLD.length());
        List<Expression> changed = new java.util.ArrayList<>(arguments);
        changed.set(0, literal.withValue(renamed).withValueSource('"' + renamed + '"'));
        return visited.withArguments(changed);
      }
    };
  }
}
