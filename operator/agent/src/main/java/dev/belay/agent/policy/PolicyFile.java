package dev.belay.agent.policy;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.belay.agent.failure.AgentException;
import dev.belay.agent.failure.Reason;
import dev.belay.api.ApiVersion;
import dev.belay.api.policy.PolicyRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads policy files, strictly: a misspelt field must never silently mean its default. */
public final class PolicyFile {
    private static final String API_VERSION = ApiVersion.GROUP + "/" + ApiVersion.VERSION;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private PolicyFile() {}

    /**
     * Reads a policy and checks every rule.
     *
     * @throws AgentException {@link Reason#PolicyInvalid}, with the field and what to write instead
     */
    public static Policy read(Path file) {
        var document = parse(file);
        if (!"BackupPolicy".equals(document.kind()) || !API_VERSION.equals(document.apiVersion())) {
            throw invalid(
                    file,
                    "is not a BackupPolicy; it must start with 'apiVersion: " + API_VERSION
                            + "' and 'kind: BackupPolicy'");
        }
        var name = document.metadata() == null ? null : document.metadata().name();
        // The name becomes a folder of the repository: anything else than a Kubernetes name could lead elsewhere.
        if (name == null || name.length() > 253 || !NAME.matcher(name).matches()) {
            throw invalid(file, "metadata.name: must be lower-case letters, digits, '-' and '.', such as shop");
        }
        var spec = document.spec();
        if (spec == null) {
            throw invalid(file, "spec: is missing");
        }
        var violations = PolicyRules.check(spec);
        if (!violations.isEmpty()) {
            throw invalid(
                    file,
                    violations.stream().map(PolicyRules.Violation::toString).collect(Collectors.joining("; ")));
        }
        return new Policy(name, spec);
    }

    private static PolicyDocument parse(Path file) {
        try (var in = Files.newInputStream(file)) {
            var document = mapper().readValue(in, PolicyDocument.class);
            if (document == null) {
                throw invalid(file, "is empty");
            }
            return document;
        } catch (NoSuchFileException e) {
            throw new AgentException(
                    Reason.PolicyInvalid, "there is no policy file " + file + "; name one with --policy FILE", e);
        } catch (UnrecognizedPropertyException e) {
            var known = e.getKnownPropertyIds().stream()
                    .map(String::valueOf)
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw invalid(file, path(e) + ": is not a field of a BackupPolicy; allowed here: " + known + where(e), e);
        } catch (MismatchedInputException e) {
            if (e.getPath().isEmpty() && e.getOriginalMessage().startsWith("No content")) {
                throw invalid(file, "is empty; it must hold a BackupPolicy", e);
            }
            throw invalid(file, path(e) + ": " + expected(e) + where(e), e);
        } catch (JsonMappingException e) {
            throw invalid(file, path(e) + ": " + e.getOriginalMessage() + where(e), e);
        } catch (JacksonException e) {
            throw invalid(file, "is not readable as YAML: " + e.getOriginalMessage() + where(e), e);
        } catch (IOException e) {
            throw new AgentException(Reason.PolicyInvalid, "cannot read the policy file " + file + ": " + e, e);
        }
    }

    private static ObjectMapper mapper() {
        return new ObjectMapper(new YAMLFactory())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? "the document" : path.toString();
    }

    /** What a field must be, instead of the name of a class of ours. */
    private static String expected(MismatchedInputException e) {
        var type = e.getTargetType();
        if (type == null) {
            return e.getOriginalMessage();
        }
        if (e instanceof InvalidFormatException unknown && type.isEnum()) {
            return "'" + unknown.getValue() + "' is none of "
                    + e.getOriginalMessage().replaceFirst("(?s).*(?=\\[)", "");
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "must be a list";
        }
        if (Number.class.isAssignableFrom(type) || type == int.class || type == long.class) {
            return "must be a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        return type == String.class || type.isEnum() ? "must be a text" : "must be fields, as in 'name: value'";
    }

    private static String where(JacksonException e) {
        return e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ")";
    }

    private static AgentException invalid(Path file, String what) {
        return new AgentException(Reason.PolicyInvalid, file + ": " + what);
    }

    private static AgentException invalid(Path file, String what, Exception cause) {
        return new AgentException(Reason.PolicyInvalid, file + ": " + what, cause);
    }
}
