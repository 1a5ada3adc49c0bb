package dev.belay.api.policy;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How an S3 service encrypts what it stores, on top of Belay's own encryption. */
public enum ServerSideEncryption {
    /** With keys of the service. */
    @JsonProperty("AES256")
    AES256("AES256"),

    /** With a key of the key management service. */
    @JsonProperty("aws:kms")
    KMS("aws:kms");

    private final String text;

    ServerSideEncryption(String text) {
        this.text = text;
    }

    /** As S3 writes it. */
    public String text() {
        return text;
    }
}
