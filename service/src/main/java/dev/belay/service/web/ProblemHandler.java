package dev.belay.service.web;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.exceptions.ExceptionHandler;
import jakarta.inject.Singleton;

/** Our own refusals as problem+json. */
@Singleton
final class ProblemHandler implements ExceptionHandler<ProblemException, HttpResponse<Problem>> {

    @Override
    @SuppressWarnings("rawtypes") // as the interface has it
    public HttpResponse<Problem> handle(HttpRequest request, ProblemException problem) {
        MutableHttpResponse<Problem> response =
                Problem.response(problem.status(), problem.detail(), request.getPath(), RequestId.of(request));
        return problem.retryAfter()
                .map(wait -> Problem.retryAfter(response, wait))
                .orElse(response);
    }
}
