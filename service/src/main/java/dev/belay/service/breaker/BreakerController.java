package dev.belay.service.breaker;

import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.List;

/** {@code GET /api/v1/breakers}. */
@Controller("/api/v1/breakers")
final class BreakerController {
    private final Breakers breakers;

    BreakerController(Breakers breakers) {
        this.breakers = breakers;
    }

    @Get
    Page list() {
        return new Page(breakers.all().stream()
                .map(breaker -> BreakerView.of(breaker.row()))
                .toList());
    }

    /** @param breakers one a provider, in the configuration's order */
    record Page(List<BreakerView> breakers) {}
}
