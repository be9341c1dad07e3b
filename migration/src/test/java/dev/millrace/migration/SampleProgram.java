package dev.millrace.migration;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.openrewrite.InMemoryExecutionContext;
import org.openrewrite.Recipe;
import org.openrewrite.Result;
import org.openrewrite.SourceFile;
import org.openrewrite.config.Environment;
import org.openrewrite.internal.InMemoryLargeSourceSet;
import org.openrewrite.java.JavaParser;

/** A program written for Spark Streaming, and what the recipe makes of it. */
record SampleProgram(String name, String source) {

  private static final String CLASS_PATH = System.getProperty("java.class.path");
  private static final Predicate<String> SPARK = jar -> jar.contains("spark-");

  static SampleProgram named(String name) throws IOException {
    try (InputStream in = SampleProgram.class.getResourceAsStream("/spark/" + name + ".java")) {
      return new SampleProgram(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** The program after the recipe. */
  SampleProgram migrated() {
    InMemoryExecutionContext context =
        new InMemoryExecutionContext(
            error -> {
              throw new AssertionError("the recipe failed", error);
            });
    List<Path> jars =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(SPARK.or(jar -> jar.contains("scala-library")))
            .map(Path::of)
            .toList();
    List<SourceFile> parsed =
        JavaParser.fromJavaVersion().classpath(jars).build().parse(context, source).toList();
    List<Result> results =
        recipe().run(new InMemoryLargeSourceSet(parsed), context).getChangeset().getAllResults();
    return new SampleProgram(
        name, results.isEmpty() ? source : results.get(0).getAfter().printAll());
  }

  private static Recipe recipe() {
    return Environment.builder()
        .scanYamlResources()
        .build()
        .activateRecipes("dev.millrace.migration.FromSparkStreaming");
  }

  /** Compiles against Spark's class files. */
  void compileForSpark(Path classes) throws IOException {
    compile(classes, SPARK.or(jar -> jar.contains("scala-library")));
  }

  /** Compiles against Millrace, with nothing of Spark to be found. */
  void compileForMillrace(Path classes) throws IOException {
    compile(classes, SPARK.negate());
  }

  private void compile(Path classes, Predicate<String> jars) throws IOException {
    Path file = classes.resolve(name + ".java");
    Files.createDirectories(classes);
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of("-proc:none", "-d", classes.toString(), "-cp", classPath(jars)),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      if (!compiled) {
        throw new AssertionError(messages + "\n" + source);
      }
    }
  }

  /** The class path of a JVM that runs a program compiled for Millrace. */
  static String runtimeClassPath(Path classes) {
    return classes + File.pathSeparator + classPath(SPARK.negate());
  }

  private static String classPath(Predicate<String> jars) {
    return Arrays.stream(CLASS_PATH.split(File.pathSeparator))
        .filter(jars)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
