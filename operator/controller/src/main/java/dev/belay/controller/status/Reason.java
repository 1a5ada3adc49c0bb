package dev.belay.controller.status;

/** Every reason that the operator itself gives in a condition; failed runs also carry the agent's own. */
public enum Reason {
    // Ready, of a policy
    Reconciled,
    Suspended,
    InvalidSpec,
    SecretNotFound,
    NameConflict,
    ApplyRefused,

    // BackedUp, of a policy
    NoBackupYet,
    BackupExists,
    ObjectiveMet,
    ObjectiveMissed,
    LastRunFailed,

    // Restorable
    NoDrill,
    NoDrillYet,
    DrillPassed,
    DrillFailed,
    DrillTooSlow,
    DrillOutdated,

    // Healthy
    NoService,
    ServiceOk,
    ServiceDegraded,
    ServiceUnhealthy,
    ServiceUnreachable,

    // Running
    NotPaused,
    BreakerOpen,
    PausedByHand,
    PauseNotCleared,

    // Complete, while it is not: what is waited for
    PolicyNotFound,
    TierNotFound,
    DatabaseNotNamed,
    BackupOfAnotherPolicy,
    BackupNotFound,
    BackupNotFinished,
    IdentityMissing,
    JobRefused,
    JobStarting,
    JobRunning,
    WaitingForBackup,
    AnotherMigrationRuns,
    RollingBack,

    // Complete, while it is not: what a pod is stuck on
    ImagePullFailed,
    Unschedulable,
    ContainerConfigError,
    NoPod,
    PodNotStarted,

    // Complete, at the end
    Succeeded,
    BackupFailed,
    JobFailed,
    RolledBack,
    RollbackFailed,
    OutOfMemory,
    DeadlineExceeded,
    Evicted,
    Crashed,
    NoReport,
    JobDeleted,

    // Purged, of a Backup that is being deleted
    Purging,
    Purged,
    PurgeRefused,
    PurgeFailed,
    PurgeGivenUp,

    // BackedUp, of a migration; GateOpen, of a gated Job
    BackupSucceeded,
    InvalidAnnotation,
    GatePassed
}
