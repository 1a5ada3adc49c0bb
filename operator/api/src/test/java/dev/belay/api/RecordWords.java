package dev.belay.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the fields of a schema the words that their record has for them: what its Javadoc says of a component, where no
 * annotation says more. So {@code kubectl explain} knows every field.
 */
final class RecordWords {
    private static final Path SOURCES =
            Path.of(System.getProperty("belay.root")).resolve("operator/api/src/main/java");
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*((?:(?!\\*/).)*)\\*/", Pattern.DOTALL);
    private static final Pattern INLINE = Pattern.compile("\\{@(?:code|link|linkplain) #?([^}]*)}");

    private static final Set<String> CONTINUES = Set.of("of", "it", "that", "in", "on", "whose");

    private RecordWords() {}

    static void describe(Class<?> record, JSONSchemaProps schema) {
        var words = words(record);
        for (var component : record.getRecordComponents()) {
            var property = schema.getProperties().get(component.getName());
            if (property == null) {
                continue;
            }
            if (property.getDescription() == null) {
                property.setDescription(words.get(component.getName()));
            }
            element(component).ifPresent(type -> describe(type, content(property)));
        }
    }

    private static JSONSchemaProps content(JSONSchemaProps property) {
        return property.getItems() == null ? property : property.getItems().getSchema();
    }

    /** The record of ours that a component is, or is a list of. */
    private static Optional<Class<?>> element(RecordComponent component) {
        Type type = component.getGenericType();
        if (type instanceof ParameterizedType generic && List.class.equals(generic.getRawType())) {
            type = generic.getActualTypeArguments()[0];
        }
        return type instanceof Class<?> one && one.isRecord() ? Optional.of(one) : Optional.empty();
    }

    private static Map<String, String> words(Class<?> record) {
        var source = read(record);
        var declared = source.indexOf("record " + record.getSimpleName() + "(");
        var last = "";
        for (var comment = COMMENT.matcher(source); comment.find() && comment.end() < declared; ) {
            last = comment.group(1);
        }
        var words = new HashMap<String, String>();
        var lines = last.replaceAll("(?m)^\\s*\\* ?", "").split("@param ", -1);
        for (var i = 1; i < lines.length; i++) {
            var parts = lines[i].strip().split("\\s+", 2);
            if (parts.length == 2) {
                words.put(parts[0], sentence(parts[0], parts[1]));
            }
        }
        return words;
    }

    /** Javadoc goes on from the name, as in "job that listed it"; a description stands alone. */
    private static String sentence(String name, String javadoc) {
        var plain =
                INLINE.matcher(javadoc).replaceAll("$1").replaceAll("\\s+", " ").strip();
        var whole = CONTINUES.contains(plain.split(" ", 2)[0]) ? name + " " + plain : plain;
        var begun = javadoc.startsWith("{") ? whole : Character.toUpperCase(whole.charAt(0)) + whole.substring(1);
        return begun.endsWith(".") || begun.endsWith("…") ? begun : begun + ".";
    }

    private static String read(Class<?> record) {
        var outermost = record;
        while (outermost.getEnclosingClass() != null) {
            outermost = outermost.getEnclosingClass();
        }
        try {
            return Files.readString(SOURCES.resolve(outermost.getName().replace('.', '/') + ".java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
