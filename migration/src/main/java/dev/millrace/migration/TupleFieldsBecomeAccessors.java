package dev.millrace.migration;

import java.util.List;
import java.util.Set;
import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.Tree;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.Flag;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JContainer;
import org.openrewrite.java.tree.JRightPadded;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.Space;
import org.openrewrite.java.tree.TypeUtils;
import org.openrewrite.marker.Markers;

/**
 * Turns {@code pair._1} into {@code pair._1()}, since a record hides its fields.
 * <em>Immutable.</em>
 */
public final class TupleFieldsBecomeAccessors extends Recipe {

  private static final Set<String> FIELDS = Set.of("_1", "_2");

  @Override
  public String getDisplayName() {
    return "Fields of tuples become accessors";
  }

  @Override
  public String getDescription() {
    return "Rewrites `pair._1` and `pair._2` of `scala.Tuple2` to calls of the accessors.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {
      @Override
      public J visitFieldAccess(J.FieldAccess access, ExecutionContext context) {
        J.FieldAccess visited = (J.FieldAccess) super.visitFieldAccess(access, context);
        if (!FIELDS.contains(visited.getSimpleName())
            || !TypeUtils.isOfClassType(visited.getTarget().getType(), "scala.Tuple2")) {
          return visited;
        }
        return accessor(visited);
      }
    };
  }

  /** A template would lose the field's type, by which an access around this one is recognised. */
  private static J.MethodInvocation accessor(J.FieldAccess access) {
    JavaType.Method method =
        new JavaType.Method(
            null,
            Flag.Public.getBitMask(),
            TypeUtils.asFullyQualified(access.getTarget().getType()),
            access.getSimpleName(),
            access.getType(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            null,
            null);
    return new J.MethodInvocation(
        Tree.randomId(),
        access.getPrefix(),
        access.getMarkers(),
        JRightPadded.build(access.getTarget()).withAfter(access.getPadding().getName().getBefore()),
        null,
        access.getName().withType(null),
        JContainer.build(
            List.of(JRightPadded.build(new J.Empty(Tree.randomId(), Space.EMPTY, Markers.EMPTY)))),
        method);
  }
}
