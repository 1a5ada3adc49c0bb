package dev.belay.service.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.belay.service.config.Settings;
import dev.belay.service.config.Topic;
import dev.belay.service.web.ProblemException;
import dev.belay.service.web.RequestId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs in and their state out. A job is stored when its submission is answered. */
@Controller("/api/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class JobController {
    private static final int LARGEST_PAYLOAD = 256 * 1024;
    private static final int LONGEST_KEY = 255;

    private final Settings settings;
    private final JobStore store;
    private final Clock clock;
    private final ObjectMapper json;

    JobController(Settings settings, JobStore store, Clock clock, ObjectMapper json) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.json = json;
    }

    @Post("/topics/{topic}/jobs")
    HttpResponse<Job> submit(
            HttpRequest<?> request, String topic, @Header("Idempotency-Key") @Nullable String key, @Body byte[] body) {
        Topic known =
                settings.topic(topic).orElseThrow(() -> ProblemException.notFound("There is no topic " + topic + "."));
        if (key != null && (key.isBlank() || key.length() > LONGEST_KEY)) {
            throw ProblemException.badRequest("Idempotency-Key has 1 to " + LONGEST_KEY + " characters.");
        }
        String payload = payload(body);
        JobStore.Submission submission = store.submit(
                new JobStore.NewJob(
                        UUID.randomUUID(), known.name(), payload, key, RequestId.of(request), known.maxAttempts()),
                clock.instant());
        Job job = submission.job();
        if (!submission.created() && !job.payload().equals(payload)) {
            throw new ProblemException(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "Idempotency-Key was used for another payload, by job " + job.id() + ".",
                    null);
        }
        return HttpResponse.<Job>accepted()
                .header(HttpHeaders.LOCATION, "/api/v1/jobs/" + job.id())
                .body(job);
    }

    @Get("/jobs/{id}")
    Job show(UUID id) {
        return store.find(id).orElseThrow(() -> ProblemException.notFound("There is no job " + id + "."));
    }

    private String payload(byte[] body) {
        if (body.length > LARGEST_PAYLOAD) {
            throw new ProblemException(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE, "A payload has at most " + LARGEST_PAYLOAD + " bytes.", null);
        }
        String text = new String(body, StandardCharsets.UTF_8);
        try {
            if (json.readTree(text).isMissingNode()) {
                throw ProblemException.badRequest("The body is empty; a job's payload is JSON.");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw ProblemException.badRequest("The body is no JSON: " + e.getOriginalMessage());
        }
    }
}
