package dev.belay.api;

/** Labels and annotations that Belay writes or reads; part of the API, since users select by them. */
public final class Labels {
    /** The policy that an object serves: on every Job, CronJob, ConfigMap and Backup of ours. */
    public static final String POLICY = "belay.dev/policy";

    /** The policy's tier that a CronJob, Job or Backup belongs to. */
    public static final String TIER = "belay.dev/tier";

    /** What a Job of ours does: {@code backup}, {@code restore}, {@code drill}, {@code migration}, {@code sync} or {@code purge}. */
    public static final String TASK = "belay.dev/task";

    /** Annotation on what is paused (a pod, a suspended CronJob): {@code "true"}. */
    public static final String PAUSED = "belay.dev/paused";

    /** On what is paused: why, in one line. */
    public static final String PAUSED_REASON = "belay.dev/paused-reason";

    /** On what is paused: since when, RFC 3339. */
    public static final String PAUSED_SINCE = "belay.dev/paused-since";

    /** On what is paused: until when at the earliest, RFC 3339; absent when nobody knows. */
    public static final String PAUSED_UNTIL = "belay.dev/paused-until";

    /**
     * Label on what is paused: the policy that paused it, so that another one does not clear it, and so that all that is
     * paused can be selected.
     */
    public static final String PAUSED_BY = "belay.dev/paused-by";

    /**
     * Label on a Backup or Restore that nobody wrote by hand: {@code scheduled} for the record of a CronJob's run,
     * {@code synced} for that of a backup that the repository was found to hold, {@code migration} for what a Migration
     * asked for.
     */
    public static final String ORIGIN = "belay.dev/origin";

    /** Finalizer on a Backup whose policy says that its data goes with it: until it has, or that is given up. */
    public static final String PURGE = "belay.dev/purge";

    /** Annotation on a Backup: {@code "true"} lets its data go even if it is the last good one of a database. */
    public static final String PURGE_LAST = "belay.dev/purge-last";

    /** Annotation on a record, from the operator: it goes because there are newer ones, and its data stays. */
    public static final String OUTDATED = "belay.dev/outdated";

    /**
     * Annotation on a Backup that somebody ordered, from the operator: since when its backup is known to be no longer in
     * the repository, RFC 3339. It counts for nothing from then on.
     */
    public static final String GONE = "belay.dev/gone";

    /**
     * Annotation on a Job of a tier's CronJob, from the operator: {@code "true"} once its Backup is there. Whoever deletes
     * that one shall not meet it again.
     */
    public static final String RECORDED = "belay.dev/recorded";

    /** Annotation on a Backup with the origin {@code synced}, from the operator: its entry of the list, as JSON. */
    public static final String LISTED = "belay.dev/listed";

    /**
     * Annotation on a policy: another value than before has its repository listed anew at once. On the Job that does it:
     * that value.
     */
    public static final String SYNC = "belay.dev/sync";

    /** Annotation on a Job that lists a repository: which, as in {@code status.sync.repository}. */
    public static final String REPOSITORY = "belay.dev/repository";

    /** Annotation on a Job, its pods, a Backup or a Restore: name of the object on whose behalf it was made. */
    public static final String REQUESTED_BY = "belay.dev/requested-by";

    /** Annotation beside {@link #REQUESTED_BY}: that object's uid, which tells it from a later one of its name. */
    public static final String REQUESTED_BY_UID = "belay.dev/requested-by-uid";

    /**
     * Label on a Job of anybody that was created suspended: the policy behind whose good backup it is resumed. Only the
     * operator may resume it.
     */
    public static final String GATE = "belay.dev/gate";

    /** Annotation on a gated Job: a good backup not older than this, such as {@code 1h}, opens the gate at once. */
    public static final String GATE_MAX_BACKUP_AGE = "belay.dev/gate-max-backup-age";

    /** On a gated Job, from the operator: the Backup that it waits for, or behind which it was resumed. */
    public static final String GATE_BACKUP = "belay.dev/gate-backup";

    /** On a gated Job, from the operator: why the gate is open or closed, one word for machines. */
    public static final String GATE_REASON = "belay.dev/gate-reason";

    /** On a gated Job, from the operator: why the gate is open or closed, and what to do. */
    public static final String GATE_MESSAGE = "belay.dev/gate-message";

    private Labels() {}
}
