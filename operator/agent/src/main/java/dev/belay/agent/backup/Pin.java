package dev.belay.agent.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.agent.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a backup whatever its age: an object beside its manifest.
 *
 * @param pinnedAt when, RFC 3339; null if the object is there but cannot be read, which pins all the same
 * @param reason in somebody's words
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Pin(@Nullable String pinnedAt, @Nullable String reason) {
    private static final ObjectMapper JSON = new ObjectMapper();

    byte[] bytes() {
        return Json.line(this).getBytes(StandardCharsets.UTF_8);
    }

    static Pin read(byte[] bytes) {
        try {
            var pin = JSON.readValue(bytes, Pin.class);
            return pin == null ? new Pin(null, null) : pin;
        } catch (IOException e) {
            return new Pin(null, null);
        }
    }
}
