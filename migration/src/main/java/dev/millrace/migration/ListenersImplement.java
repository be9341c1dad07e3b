package dev.millrace.migration;

import java.util.ArrayList;
import java.util.List;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.MethodMatcher;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JContainer;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeTree;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/**
 * Turns {@code extends JavaStreamingListener} into {@code implements JavaStreamingListener}:
 * Spark's is a class that has to be wrapped, Millrace's an interface. The type is renamed
 * afterwards. <em>Immutable.</em>
 */
public final class ListenersImplement extends Recipe {

  private static final String LISTENER =
      "org.apache.spark.streaming.api.java.JavaStreamingListener";
  private static final String WRAPPER = LISTENER + "Wrapper";

  private static final MethodMatcher WRAPPED =
      new MethodMatcher(WRAPPER + " <constructor>(" + LISTENER + ")");

  @Override
  public String getDisplayName() {
    return "Listeners implement an interface";
  }

  @Override
  public String getDescription() {
    return "Moves `JavaStreamingListener` from `extends` to `implements` and drops its wrapper.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {

      @Override
      public J visitNewClass(J.NewClass newClass, ExecutionContext context) {
        J.NewClass visited = (J.NewClass) super.visitNewClass(newClass, context);
        if (!WRAPPED.matches(visited)) {
          return visited;
        }
        maybeRemoveImport(WRAPPER);
        return visited.getArguments().get(0).withPrefix(visited.getPrefix());
      }

      @Override
      public J visitClassDeclaration(J.ClassDeclaration declaration, ExecutionContext context) {
        J.ClassDeclaration visited =
            (J.ClassDeclaration) super.visitClassDeclaration(declaration, context);
        TypeTree parent = visited.getExtends();
        if (parent == null || !TypeUtils.isOfClassType(parent.getType(), LISTENER)) {
          return visited;
        }
        List<JRightPadded<TypeTree>> interfaces = new ArrayList<>();
        interfaces.add(JRightPadded.build(parent.withPrefix(Space.SINGLE_SPACE)));
        if (visited.getPadding().getImplements() != null) {
          interfaces.addAll(visited.getPadding().getImplements().getPadding().getElements());
        }
        return visited
            .withExtends(null)
            .getPadding()
            .withImplements(JContainer.build(Space.SINGLE_SPACE, interfaces, Markers.EMPTY));
      }
    };
  }
}
