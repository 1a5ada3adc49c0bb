package dev.belay.controller.kube;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of children: the same for the same parent every time, and never too long. */
public final class Names {
    /** A CronJob's name: Kubernetes puts eleven characters behind it for a Job's. */
    public static final int CRON_JOB = 52;

    /** A Job's name: it becomes the value of a label. */
    public static final int JOB = 63;

    private static final int HASH = 8;

    private Names() {}

    /** The name itself if it is short enough; else its beginning and a hash of the whole. */
    public static String fit(String name, int limit) {
        if (name.length() <= limit) {
            return name;
        }
        var start = name.substring(0, limit - HASH - 1).replaceAll("[-.]+$", "");
        return start + "-" + hash(name, HASH);
    }

    /** The first hexadecimal digits of the text's SHA-256. */
    public static String hash(String text, int digits) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
