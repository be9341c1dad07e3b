package dev.millrace.migration;

import org.openrewrite.ExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.TreeVisitor;
import org.openrewrite.java.JavaParser;
import org.openrewrite.java.JavaTemplate;
import org.openrewrite.java.JavaVisitor;
import org.openrewrite.java.tree.J;
import org.openrewrite.java.tree.JavaType;
import org.openrewrite.java.tree.TypeUtils;

/**
 * Turns the constants of Spark's {@code StorageLevels} into the methods of {@code StorageLevel}.
 * <em>Immutable.</em>
 */
public final class StorageLevelsBecomeMethods extends Recipe {

  private static final String CONSTANTS = "org.apache.spark.api.java.StorageLevels";

  @Override
  public String getDisplayName() {
    return "Constants of `StorageLevels` become methods of `StorageLevel`";
  }

  @Override
  public String getDescription() {
    return "Rewrites `StorageLevels.MEMORY_ONLY` to `StorageLevel.MEMORY_ONLY()`.";
  }

  @Override
  public TreeVisitor<?, ExecutionContext> getVisitor() {
    return new JavaVisitor<>() {

      @Override
      public J visitFieldAccess(J.FieldAccess access, ExecutionContext context) {
        if (!TypeUtils.isOfClassType(access.getTarget().getType(), CONSTANTS)) {
          return super.visitFieldAccess(access, context);
        }
        return method(access.getSimpleName(), access);
      }

      @Override
      public J visitIdentifier(J.Identifier identifier, ExecutionContext context) {
        JavaType.Variable field = identifier.getFieldType();
        boolean imported =
            field != null
                && TypeUtils.isOfClassType(field.getOwner(), CONSTANTS)
                && getCursor().firstEnclosing(J.Import.class) == null;
        return imported ? method(identifier.getSimpleName(), identifier) : identifier;
      }

      @Override
      public J visitImport(J.Import statement, ExecutionContext context) {
        return statement; // removed below, once nothing needs it
      }

      private J method(String level, org.openrewrite.java.tree.Expression constant) {
        maybeRemoveImport(CONSTANTS);
        maybeRemoveImport(CONSTANTS + "." + level);
        maybeAddImport("org.apache.spark.storage.StorageLevel");
        return JavaTemplate.builder("StorageLevel." + level + "()")
            .imports("org.apache.spark.storage.StorageLevel")
            .javaParser(
                JavaParser.fromJavaVersion()
                    .dependsOn(
                        "package org.apache.spark.storage; public class StorageLevel {"
                            + " public static StorageLevel "
                            + level
                            + "() { return null; } }"))
            .build()
            .apply(getCursor(), constant.getCoordinates().replace());
      }
    };
  }
}
