package dev.belay.faults.plan;

import dev.belay.faults.plan.Moment.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The points of a seed. Every fault comes up before one comes up again; and so does, for each fault, every operation and
 * store that it can hit.
 */
public final class Plan {
    private record Combination(Kind kind, Operation operation, Store store) {}

    private Plan() {}

    /**
     * The points of a campaign.
     *
     * @param only a part of their names, as KIND, KIND/OPERATION or /OPERATION; empty for all
     */
    public static List<Point> of(long seed, int points, String only) {
        var random = new SplittableRandom(seed);
        var all = combinations(only.toLowerCase(Locale.ROOT));
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no fault is named '" + only + "'; a name is such as kill/backup");
        }
        var plan = new ArrayList<Point>();
        var kinds = new ArrayList<Kind>();
        var rest = new ArrayList<Combination>();
        while (plan.size() < points) {
            if (kinds.isEmpty()) {
                all.stream().map(Combination::kind).distinct().forEach(kinds::add);
            }
            var kind = kinds.remove(random.nextInt(kinds.size()));
            if (rest.stream().noneMatch(c -> c.kind() == kind)) {
                all.stream().filter(c -> c.kind() == kind).forEach(rest::add);
            }
            var candidates = rest.stream().filter(c -> c.kind() == kind).toList();
            var next = candidates.get(random.nextInt(candidates.size()));
            rest.remove(next);
            plan.add(point(plan.size() + 1, next, random.split()));
        }
        return List.copyOf(plan);
    }

    /** The points of a plan that can be tried by this user. They keep their numbers. */
    public static List<Point> possible(List<Point> plan, boolean root) {
        return plan.stream().filter(p -> root || !p.kind().needsRoot()).toList();
    }

    /** What is said of those that cannot; empty if all can. */
    public static String leftOut(List<Point> plan, boolean root) {
        var names = new ArrayList<>(plan);
        names.removeAll(possible(plan, root));
        return names.isEmpty()
                ? ""
                : "NOT TRIED, " + names.size() + " of " + plan.size()
                        + " points: a full disk is mounted, which only root may do: "
                        + names.stream().map(p -> p.number() + " " + p.name()).collect(Collectors.joining(", "));
    }

    private static List<Combination> combinations(String only) {
        var parts = only.split("/", -1);
        var all = new ArrayList<Combination>();
        for (var kind : Kind.values()) {
            for (var operation : Operation.values()) {
                for (var store : Store.values()) {
                    if (kind.applies(operation, store)
                            && named(parts, 0, kind.toString())
                            && named(parts, 1, operation.toString())
                            && named(parts, 2, store.toString())) {
                        all.add(new Combination(kind, operation, store));
                    }
                }
            }
        }
        return all;
    }

    private static boolean named(String[] parts, int index, String name) {
        return index >= parts.length || parts[index].isEmpty() || parts[index].equals(name);
    }

    private static Point point(int number, Combination of, SplittableRandom random) {
        var scales = scales(of);
        var moment = new Moment(scales.get(random.nextInt(scales.size())), random.nextDouble());
        return new Point(number, of.kind(), of.operation(), of.store(), moment, random);
    }

    private static List<Scale> scales(Combination of) {
        return switch (of.kind()) {
            case DISK_FULL, SCRATCH_FULL, OOM_HEAP -> List.of(Scale.ROOM);
            case S3_500, S3_503 -> List.of(Scale.REQUESTS);
            case S3_SLOW, S3_CUT, S3_WRONG -> List.of(Scale.STORE_BYTES);
            case PG_CUT -> List.of(Scale.DATABASE_BYTES);
            case KILL, STOP_CONT, STOP_KILL, OOM_GROUP, OOM_CHILD, PG_GONE -> {
                var scales = new ArrayList<>(List.of(Scale.TIME));
                if (of.operation().usesDatabase()) {
                    scales.add(Scale.DATABASE_BYTES);
                }
                if (of.store() == Store.S3) {
                    scales.add(Scale.STORE_BYTES);
                    scales.add(Scale.REQUESTS);
                }
                if (of.operation().changesStore()) {
                    scales.add(Scale.CHANGES);
                }
                yield scales;
            }
        };
    }
}
