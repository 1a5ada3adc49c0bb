package dev.belay.service.web;

import dev.belay.service.database.DatabaseUnavailable;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Without its database the service keeps nothing: it says so instead of losing a job. */
@Singleton
final class UnavailableHandler implements ExceptionHandler<DatabaseUnavailable, HttpResponse<Problem>> {
    private static final Logger LOG = LoggerFactory.getLogger(UnavailableHandler.class);

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<Problem> handle(HttpRequest request, DatabaseUnavailable thrown) {
        LOG.warn("{} {}: {}", request.getMethodName(), request.getPath(), thrown.getMessage());
        return Problem.retryAfter(
                Problem.response(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "The database is not available; nothing was stored.",
                        request.getPath(),
                        RequestId.of(request)),
                Duration.ofSeconds(5));
    }
}
