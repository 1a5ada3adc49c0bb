package dev.belay.agent.repository;

/**
 * How large each part of an upload is. Nobody knows at its beginning how long a backup gets, and S3 allows 10,000 parts:
 * so they are small at first, and double again and again as there are more of them.
 *
 * @param smallest bytes of the first ones
 * @param small how many parts are of that size
 * @param step how many parts are of each greater size
 * @param largest bytes beyond which none grows
 * @param most how many parts there may be
 */
record PartSizes(long smallest, int small, int step, long largest, int most) {
    /**
     * 16 GiB in parts of 8 MiB, which fit into memory; 6 TiB in all, more than the 5 TiB that S3 takes. What parts of 16
     * MiB to 2 GiB lie on while they are sent is a file: at 100 GiB it takes 64 MiB, at 1 TiB a thousandth of it.
     */
    static final PartSizes OF_S3 = new PartSizes(8L << 20, 2_000, 800, 2L << 30, 10_000);

    /** @param number of a part, from 1 */
    long of(int number) {
        var doublings = number <= small ? 0 : (number - small - 1) / step + 1;
        return doublings >= Long.SIZE - 1 ? largest : Math.min(largest, smallest << doublings);
    }
}
