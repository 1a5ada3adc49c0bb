package dev.belay.agent.backup;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Size and SHA-256 of bytes that pass. */
final class Digest {
    private final MessageDigest sha256;
    private long bytes;

    Digest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    void add(byte[] buffer, int offset, int length) {
        sha256.update(buffer, offset, length);
        bytes += length;
    }

    void add(ByteBuffer buffer) {
        bytes += buffer.remaining();
        sha256.update(buffer.duplicate());
    }

    long bytes() {
        return bytes;
    }

    /** Once, at the end. */
    Manifest.Content content() {
        return new Manifest.Content(bytes, HexFormat.of().formatHex(sha256.digest()));
    }
}
