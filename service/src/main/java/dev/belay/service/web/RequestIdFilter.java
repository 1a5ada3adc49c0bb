package dev.belay.service.web;

import io.micronaut.context.propagation.slf4j.MdcPropagationContext;
import io.micronaut.core.order.Ordered;
import io.micronaut.core.propagation.MutablePropagatedContext;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;

/** Gives every exchange its id, outermost of all filters so that refusals have one too. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
final class RequestIdFilter implements Ordered {

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @RequestFilter
    void in(HttpRequest<?> request, MutablePropagatedContext context) {
        context.add(new MdcPropagationContext(Map.of(RequestId.LOG_KEY, RequestId.assign(request))));
    }

    @ResponseFilter
    void out(HttpRequest<?> request, MutableHttpResponse<?> response) {
        String id = RequestId.of(request);
        if (id != null) {
            response.getHeaders().set(RequestId.HEADER, id);
        }
    }
}
