package dev.belay.controller.real;

/** Last words of the agent, as it writes them. */
public final class Reports {
    private Reports() {}

    public static String goodBackup(String id, String startedAt) {
        return """
                {"task":"backup","ok":true,"startedAt":"%2$s","completedAt":"%2$s","futureField":1,"backup":{"id":"%1$s",
                "tier":"daily","startedAt":"%2$s","completedAt":"%2$s","plainBytes":2000,"storedBytes":900,"tables":3,
                "rows":1234,"serverVersion":"17.6","sha256":"ab"}}""".formatted(id, startedAt);
    }

    public static String failed(String task, String reason, String message) {
        return """
                {"task":"%s","ok":false,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:05Z",
                "error":{"reason":"%s","message":"%s"}}""".formatted(task, reason, message);
    }

    public static String goodRestore(String id, String database) {
        return """
                {"task":"restore","ok":true,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:05Z",
                "restore":{"backupId":"%s","database":"%s","tables":3,"rows":1234,"seconds":5}}""".formatted(id, database);
    }

    public static String list(int backups, int damaged, String startedAt) {
        return """
                {"task":"list","ok":true,"startedAt":"%3$s","completedAt":"%3$s",
                "listing":{"backups":%1$d,"damaged":%2$d}}""".formatted(backups, damaged, startedAt);
    }

    public static String deleted(String id) {
        return """
                {"task":"delete","ok":true,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:05Z",
                "deleted":{"backups":1,"ids":["%s"]}}""".formatted(id);
    }

    /** An entry of a list, as {@code belay backup list} prints it. */
    public static String entry(String id, String tier, String startedAt) {
        return """
                {"id":"%1$s","database":"shop","tier":"%2$s","method":"logical","startedAt":"%3$s","completedAt":"%3$s",\
                "plainBytes":2000,"storedBytes":900,"tables":3,"rows":1234,"pinned":false}""".formatted(id, tier, startedAt);
    }

    public static String drill(boolean passed, String id, long seconds) {
        return """
                {"task":"drill","ok":%1$s,"startedAt":"2026-11-21T02:00:00Z","completedAt":"2026-11-21T02:00:42Z",
                "drill":{"passed":%1$s,"backupId":"%2$s","rtoSeconds":%3$d,"tables":3,"rows":1234}}""".formatted(passed, id, seconds);
    }
}
