package dev.belay.agent.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.nio.charset.StandardCharsets;

/** Records of texts and numbers, written as JSON: which always can be done. */
public final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** On one line. */
    public static String line(Object document) {
        return written(MAPPER.writer(), document);
    }

    /** On a line for each field, for people who look into the file, in UTF-8. */
    public static byte[] file(Object document) {
        return written(MAPPER.writerWithDefaultPrettyPrinter(), document).getBytes(StandardCharsets.UTF_8);
    }

    private static String written(ObjectWriter writer, Object document) {
        try {
            return writer.writeValueAsString(document);
        } catch (JacksonException e) {
            throw new IllegalStateException(e);
        }
    }
}
