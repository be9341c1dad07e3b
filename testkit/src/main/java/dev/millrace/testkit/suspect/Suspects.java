package dev.millrace.testkit.suspect;

import dev.millrace.rdd.Rdd;
import dev.millrace.receiver.Receiver;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.streaming.graph.GraphDescription;
import dev.millrace.streaming.graph.Keeping;
import dev.millrace.streaming.graph.OutputNode;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.WriteAheadLog;
import java.net.URL;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What in a program's own code can make its runs differ: looks at the functions of each operation,
 * at what outputs do, and at receivers, and follows their calls through the classes that lie beside
 * theirs. What a library does is not seen. <em>Owned by one thread.</em>
 */
public final class Suspects {
  /** Where Millrace's own classes lie. */
  private static final Set<URL> OURS =
      Stream.of(
              WriteAheadLog.class,
              Rdd.class,
              Receiver.class,
              BatchPlanner.class,
              StreamNode.class,
              World.class)
          .map(UserCode::locationOf)
          .flatMap(Optional::stream)
          .collect(Collectors.toCollection(LinkedHashSet::new));

  private static final String OUR_PACKAGES = "dev.millrace.";

  /** Of what the JDK gives for the host's clock, all classes are named so. */
  private static final String SYSTEM_CLOCKS = "java.time.Clock$System";

  private final Set<Suspect> found = new LinkedHashSet<>();

  private Suspects() {}

  /**
   * The suspects of a program, operation by operation.
   *
   * @param receivers in the order of the inputs that they feed
   */
  public static List<Suspect> of(GraphDescription program, Collection<Receiver<?>> receivers) {
    Suspects suspects = new Suspects();
    List<StreamNode<?>> inputs =
        program.nodes().stream().filter(node -> node.keeping() == Keeping.RECEIVED_BLOCKS).toList();
    int input = 0;
    for (Receiver<?> receiver : receivers) {
      suspects.look(inputs.get(input).toString(), receiver);
      input++;
    }
    for (StreamNode<?> node : program.nodes()) {
      suspects.look(node.toString(), node);
    }
    for (OutputNode<?> output : program.outputs()) {
      suspects.look(output.toString(), output.action());
    }
    return List.copyOf(suspects.found);
  }

  private void look(String operation, Object root) {
    List<Object> held = HeldObjects.of(root, Suspects::isEntered);
    Set<String> classes =
        held.stream()
            .map(Object::getClass)
            .filter(Suspects::isUsers)
            .map(type -> type.getName().replace('.', '/'))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (Object object : held) {
      judge(operation, object);
      FunctionEntry.of(object)
          .filter(entry -> isUsers(entry.type()) || isJdks(entry.type()))
          .ifPresent(entry -> walk(operation, entry, classes));
    }
  }

  private void walk(String operation, FunctionEntry entry, Set<String> held) {
    for (Call call : entry.calls()) {
      HostCalls.misuse(call)
          .ifPresent(misuse -> found.add(new Suspect(operation, misuse, call.text())));
    }
    if (isUsers(entry.type())) {
      found.addAll(new CodeWalk(operation, new UserCode(entry.type()), held).from(entry.calls()));
    }
  }

  /** Objects of the JDK whose every use differs from run to run. */
  private void judge(String operation, Object held) {
    String misuse = "";
    if (held instanceof Random) {
      misuse = "draws random numbers";
    } else if (held.getClass().getName().startsWith(SYSTEM_CLOCKS)) {
      misuse = "reads a clock";
    } else if (isJdks(held.getClass()) && (held instanceof Executor || held instanceof Thread)) {
      misuse = "starts threads";
    }
    if (!misuse.isEmpty()) {
      found.add(new Suspect(operation, misuse, "it holds a " + held.getClass().getName()));
    }
  }

  /** The program's own objects, and the lambdas and records that carry its functions. */
  private static boolean isEntered(Object object) {
    Class<?> type = object.getClass();
    return isUsers(type) || (isOurs(type) && (type.isHidden() || type.isRecord()));
  }

  private static boolean isUsers(Class<?> type) {
    return !isJdks(type) && !type.isArray() && !isOurs(type);
  }

  private static boolean isOurs(Class<?> type) {
    return type.getName().startsWith(OUR_PACKAGES)
        && UserCode.locationOf(type).filter(OURS::contains).isPresent();
  }

  private static boolean isJdks(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return !type.isArray() && (loader == null || loader == ClassLoader.getPlatformClassLoader());
  }
}
