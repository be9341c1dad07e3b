package dev.millrace.testkit.suspect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Follows a function's calls through the classes of its program, and collects those that reach what
 * differs from run to run. Interfaces are followed into the classes that the walk has seen objects
 * of. <em>Owned by one thread.</em>
 */
final class CodeWalk {
  private static final String INITIALISER = "<clinit>";

  private final String operation;
  private final UserCode code;
  private final Set<String> created = new LinkedHashSet<>();
  private final Set<Suspect> suspects = new LinkedHashSet<>();

  /**
   * A walk for one function.
   *
   * @param operation names the function in suspects
   * @param held classes of the program's objects that the function holds, with slashes
   */
  CodeWalk(String operation, UserCode code, Set<String> held) {
    this.operation = operation;
    this.code = code;
    this.created.addAll(held);
  }

  /** The suspects that can be reached from some calls. */
  List<Suspect> from(List<Call> entries) {
    int known;
    do { // again if there are more classes now whose methods an interface may stand for
      known = created.size();
      walk(entries);
    } while (created.size() > known);
    return new ArrayList<>(suspects);
  }

  private void walk(List<Call> entries) {
    Set<MethodCode> seen = new LinkedHashSet<>();
    ArrayDeque<MethodCode> waiting = new ArrayDeque<>();
    for (Call entry : entries) {
      code.targets(entry, created).forEach(waiting::add);
    }
    while (!waiting.isEmpty()) {
      MethodCode method = waiting.remove();
      if (!seen.add(method)) {
        continue;
      }
      created.addAll(method.created());
      for (String owner : method.read()) {
        code.find(owner).flatMap(read -> read.method(INITIALISER, "()V")).ifPresent(waiting::add);
      }
      for (Call call : method.calls()) {
        judge(method, call);
        waiting.addAll(code.targets(call, created));
      }
    }
  }

  private void judge(MethodCode method, Call call) {
    Call outside = code.outside(call);
    Optional<String> misuse = HostCalls.misuse(outside);
    misuse.ifPresent(
        what ->
            suspects.add(
                new Suspect(operation, what, outside.text() + " in " + method.place(call.line()))));
  }
}
