package dev.belay.agent.failure;

/** Why a run failed: the words that machines read in {@code error.reason}, and the exit code that goes with each. */
public enum Reason {
    DatabaseUnreachable(1),
    DatabaseAuthFailed(1),
    DumpFailed(1),
    RecoveryConflict(1),
    ServerNewerThanTools(1),
    RepositoryUnreachable(1),
    RepositoryDenied(1),
    RepositoryCorrupt(1),
    BackupNotFound(1),
    IdentityMissing(1),
    IdentityWrong(1),
    RestoreFailed(1),
    DatabaseFull(1),
    ValidationFailed(1),
    TargetExists(3),
    TargetProtected(3),
    ConnectionsOpen(3),
    BackupProtected(3),
    NoWayBack(3),
    AlreadyRunning(3),
    StateUnusable(1),
    SecretMissing(1),
    PolicyInvalid(2),
    NotEnoughSpace(1),
    Internal(1);

    private final int exitCode;

    Reason(int exitCode) {
        this.exitCode = exitCode;
    }

    /** 1 failed, 2 wrong use, 3 refused for safety. */
    public int exitCode() {
        return exitCode;
    }
}
