package dev.millrace.testkit.net;

import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A network that carries plain messages between named endpoints, each bound to a life: an endpoint
 * goes with its life, and messages that arrive then are lost. The part of a name before the first
 * slash is the place where the endpoint is; ways between places can be cut. What happens to a
 * message is decided by a hash of the seed, its link and its number on the link.
 *
 * <p>Servers outside the nodes {@linkplain #listen listen} for {@linkplain SimulatedConnection
 * connections}, which carry bytes in order; a server's host is its place, a node's name its own.
 * <em>Owned by the world's thread.</em>
 */
public final class SimulatedNetwork {
  /** A direction between two endpoints. */
  private static final class Link {
    private final String label;
    private final ChanceStream chance;

    /** When the latest message that keeps the order arrives. */
    private long lastArrivalNanos;

    Link(String label, ChanceStream chance) {
      this.label = label;
      this.chance = chance;
    }
  }

  private record Endpoint(Life life, MessageHandler handler) {}

  /** A direction between two places. */
  private record Direction(String fromPlace, String toPlace) {}

  private final World world;
  private final LinkQuality good;
  private final LinkQuality bad;
  private final Map<String, Endpoint> endpoints = new HashMap<>();

  /** By their endpoints, from and to. */
  private final Map<String, Map<String, Link>> links = new HashMap<>();

  private final Map<String, Consumer<SimulatedConnection>> servers = new TreeMap<>();
  private final Map<String, Long> connectionCounts = new TreeMap<>();
  private final List<Consumer<Object>> watchers = new ArrayList<>();

  /** How often each direction is cut and not mended. */
  private final Map<Direction, Integer> cut = new HashMap<>();

  /** How many faults make it bad at present. */
  private int badness;

  private long sentCount;
  private long lostCount;
  private long repeatedCount;

  /** A network that is {@linkplain LinkQuality#GOOD good} or {@linkplain LinkQuality#BAD bad}. */
  public SimulatedNetwork(World world) {
    this(world, LinkQuality.GOOD, LinkQuality.BAD);
  }

  /** A network of one quality, and of another while faults make it bad. */
  public SimulatedNetwork(World world, LinkQuality good, LinkQuality bad) {
    this.world = world;
    this.good = good;
    this.bad = bad;
  }

  /**
   * Opens an endpoint for as long as {@code life} goes on.
   *
   * @throws IllegalArgumentException if a living endpoint has that name
   */
  public void open(Life life, String name, MessageHandler handler) {
    Endpoint known = endpoints.get(name);
    if (known != null && known.life().isAlive()) {
      throw new IllegalArgumentException(
          "endpoint " + name + " is open already, in " + known.life().name());
    }
    endpoints.put(name, new Endpoint(life, handler));
  }

  /** Closes an endpoint: what is under way to it is lost. No effect if there is none. */
  public void close(String name) {
    endpoints.remove(name);
  }

  /**
   * Sends a message; it arrives later, once, twice or never. Ignored if {@code sender} is over.
   *
   * @param sender the life that sends
   * @param from the name that the receiver sees; need not be open
   * @param to the endpoint it is for; need not be open yet
   */
  public void send(Life sender, String from, String to, Object message) {
    if (!sender.isAlive()) {
      return;
    }
    sentCount++;
    watchers.forEach(watcher -> watcher.accept(message));
    Link link = link(from, to);
    // All decisions are drawn for every message, so that one decision does not shift the next.
    boolean lost = link.chance.nextInt(1_000) < quality().lostPerMille();
    boolean repeated = link.chance.nextInt(1_000) < quality().repeatedPerMille();
    long latency = latencyNanos(link);
    long repeatLatency = latencyNanos(link);
    if (lost) {
      lose(link, message, "is lost");
      return;
    }
    carry(from, to, link, message, latency);
    if (repeated) {
      repeatedCount++;
      world.note(link.label, "is repeated", message);
      carry(from, to, link, message, repeatLatency);
    }
  }

  /** Adds somebody who sees each message when it is sent, whether or not it arrives. */
  public void watch(Consumer<Object> watcher) {
    watchers.add(watcher);
  }

  /**
   * Opens a server for good, outside all nodes.
   *
   * @param host the server's name and its place
   * @param onConnection gets each connection as it is accepted
   * @throws IllegalArgumentException if that address is taken
   */
  public void listen(String host, int port, Consumer<SimulatedConnection> onConnection) {
    if (servers.putIfAbsent(host + ":" + port, onConnection) != null) {
      throw new IllegalArgumentException(host + ":" + port + " is taken: choose another port");
    }
  }

  /** The sockets of a life: connections end with it. */
  public NetworkPort sockets(Life life) {
    return new SimulatedSockets(this, life);
  }

  Optional<Consumer<SimulatedConnection>> server(String address) {
    return Optional.ofNullable(servers.get(address));
  }

  /** The number of the next connection to an address, from 0. */
  long nextConnection(String address) {
    return connectionCounts.merge(address, 1L, Long::sum) - 1;
  }

  World world() {
    return world;
  }

  /** Whether bytes cannot pass between two places: they have to be acknowledged, too. */
  boolean isCutEitherWay(String place, String other) {
    return cut.containsKey(new Direction(place, other))
        || cut.containsKey(new Direction(other, place));
  }

  /** Makes every link bad, until as many {@link #improve} calls follow. */
  public void worsen() {
    badness++;
    world.note("network", "is bad, times", badness);
  }

  /** Takes one {@link #worsen} back. */
  public void improve() {
    badness = Math.max(0, badness - 1);
    world.note("network", "is bad, times", badness);
  }

  /** Cuts the way from one place to another, in this direction only; for both, cut both. */
  public void cut(String fromPlace, String toPlace) {
    cut.merge(new Direction(fromPlace, toPlace), 1, Integer::sum);
    world.note(fromPlace + "->" + toPlace, "is cut", "");
  }

  /** Takes one {@link #cut} of that direction back. */
  public void mend(String fromPlace, String toPlace) {
    cut.computeIfPresent(
        new Direction(fromPlace, toPlace), (direction, times) -> times == 1 ? null : times - 1);
    world.note(fromPlace + "->" + toPlace, "is mended once", "");
  }

  /** Mends all that is cut, and makes every link good. */
  public void heal() {
    cut.clear();
    badness = 0;
    world.note("network", "is healed", "");
  }

  /** Messages sent so far. */
  public long sentCount() {
    return sentCount;
  }

  /** Messages lost so far, for any reason. */
  public long lostCount() {
    return lostCount;
  }

  /** Messages that were made to arrive twice. */
  public long repeatedCount() {
    return repeatedCount;
  }

  private static String placeOf(String endpoint) {
    int slash = endpoint.indexOf('/');
    return slash < 0 ? endpoint : endpoint.substring(0, slash);
  }

  LinkQuality quality() {
    return badness == 0 ? good : bad;
  }

  private Link link(String from, String to) {
    Map<String, Link> outgoing = links.get(from);
    if (outgoing == null) {
      outgoing = new HashMap<>();
      links.put(from, outgoing);
    }
    Link known = outgoing.get(to);
    if (known == null) {
      String label = from + "->" + to;
      known = new Link(label, world.chance().stream(Chance.Domain.NET, label));
      outgoing.put(to, known);
    }
    return known;
  }

  private long latencyNanos(Link link) {
    long min = quality().latencyMin().toNanos();
    return min + (long) (link.chance.nextDouble() * (quality().latencyMax().toNanos() - min));
  }

  private void carry(String from, String to, Link link, Object message, long latencyNanos) {
    long arrival = world.nanos() + latencyNanos;
    if (!quality().reordered()) {
      arrival = Math.max(arrival, link.lastArrivalNanos + 1);
      link.lastArrivalNanos = arrival;
    }
    world.after(
        Duration.ofNanos(arrival - world.nanos()),
        link.label,
        () -> arrive(from, to, link, message));
  }

  private void arrive(String from, String to, Link link, Object message) {
    Optional<Endpoint> target =
        Optional.ofNullable(endpoints.get(to)).filter(endpoint -> endpoint.life().isAlive());
    if (target.isEmpty()) {
      lose(link, message, "finds nobody");
      return;
    }
    Life life = target.get().life();
    if (isCut(from, to)) {
      lose(link, message, "is cut off");
      return;
    }
    life.after(
        Duration.ZERO,
        link.label,
        () -> {
          world.note(link.label, "arrives", message);
          target.get().handler().onMessage(from, message);
        });
  }

  private boolean isCut(String from, String to) {
    return !cut.isEmpty() && cut.containsKey(new Direction(placeOf(from), placeOf(to)));
  }

  private void lose(Link link, Object message, String why) {
    lostCount++;
    world.note(link.label, why, message);
  }
}
