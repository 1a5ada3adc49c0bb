package dev.belay.faults.plan;

import java.util.SplittableRandom;

/**
 * One fault at one moment of one operation.
 *
 * @param number from 1
 * @param random what else is to be decided: the same for every run of the point
 */
public record Point(int number, Kind kind, Operation operation, Store store, Moment moment, SplittableRandom random) {
    public String name() {
        return kind + "/" + operation + "/" + store;
    }
}
