package dev.belay.service.web;

import io.micronaut.context.annotation.Primary;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.response.Error;
import io.micronaut.http.server.exceptions.response.ErrorContext;
import io.micronaut.http.server.exceptions.response.ErrorResponseProcessor;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;

/** The framework's own errors (no such path, a body that is no JSON …) in the same form as ours. */
@Singleton
@Primary
final class ProblemProcessor implements ErrorResponseProcessor<Problem> {

    @Override
    public MutableHttpResponse<Problem> processResponse(ErrorContext context, MutableHttpResponse<?> base) {
        HttpStatus status = HttpStatus.valueOf(base.code());
        // What went wrong inside is for the log: it may name hosts and statements.
        String detail = status.getCode() >= 500 || !context.hasErrors()
                ? status.getReason()
                : context.getErrors().stream().map(Error::getMessage).collect(Collectors.joining("; "));
        HttpRequest<?> request = context.getRequest();
        MutableHttpResponse<Problem> response = base.contentType(Problem.MEDIA_TYPE)
                .body(new Problem(
                        "about:blank",
                        status.getReason(),
                        status.getCode(),
                        detail,
                        request.getPath(),
                        RequestId.of(request)));
        return response;
    }
}
