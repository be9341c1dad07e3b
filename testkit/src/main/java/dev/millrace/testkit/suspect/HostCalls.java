package dev.millrace.testkit.suspect;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The calls of the JDK whose results differ from run to run. */
final class HostCalls {
  /** By what they do: patterns of {@code owner.name(parameters)result}. */
  private static final Map<String, Pattern> MISUSES = misuses();

  private HostCalls() {}

  private static Map<String, Pattern> misuses() {
    Map<String, Pattern> misuses = new LinkedHashMap<>();
    misuses.put(
        "reads a clock",
        oneOf(
            "java/lang/System\\.(currentTimeMillis|nanoTime)\\(.*",
            "java/time/\\w+\\.now\\((Ljava/time/ZoneId;)?\\).*",
            "java/time/(Clock|InstantSource)\\.(system\\w*|tick(Millis|Seconds|Minutes))\\(.*",
            "java/util/(Date|GregorianCalendar)\\.<init>\\(\\)V",
            "java/util/Calendar\\.getInstance\\(.*"));
    misuses.put(
        "draws random numbers",
        oneOf(
            "java/lang/(Strict)?Math\\.random\\(.*",
            "java/util/(Splittable)?Random\\.<init>\\(\\)V",
            "java/util/concurrent/ThreadLocalRandom\\.current\\(.*",
            "java/util/random/RandomGenerator\\.(getDefault|of)\\(.*",
            "java/security/SecureRandom\\.(<init>|getInstance\\w*)\\(.*",
            "java/util/UUID\\.randomUUID\\(.*",
            "java/util/Collections\\.shuffle\\(Ljava/util/List;\\)V"));
    misuses.put(
        "starts threads",
        oneOf(
            "java/lang/Thread\\.(<init>|start\\w*)\\(.*",
            "java/util/(Timer|concurrent/\\w*(Pool|PoolExecutor))\\.(<init>|commonPool)\\(.*",
            "java/util/concurrent/Executors\\.new\\w+\\(.*",
            "java/util/concurrent/Complet\\w+\\.\\w+Async\\(.*",
            "java/util/Arrays\\.parallel\\w+\\(.*",
            ".*\\.parallelStream\\(\\)Ljava/util/stream/Stream;",
            "java/util/stream/\\w+\\.parallel\\(.*"));
    misuses.put("reads identity hash codes", oneOf("java/lang/System\\.identityHashCode\\(.*"));
    return misuses;
  }

  private static Pattern oneOf(String... calls) {
    return Pattern.compile(String.join("|", calls));
  }

  /** What a call does that a simulated program must not; empty if it may be made. */
  static Optional<String> misuse(Call call) {
    String text = call.owner() + "." + call.name() + call.descriptor();
    return MISUSES.entrySet().stream()
        .filter(misuse -> misuse.getValue().matcher(text).matches())
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
