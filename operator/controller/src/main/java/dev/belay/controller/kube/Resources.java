package dev.belay.controller.kube;

import dev.belay.controller.run.Task;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Resources of an agent's container, in the form in which the API server writes them: otherwise what we want never
 * equals what is there, and every look would end in a write.
 */
final class Resources {
    private static final List<String> BINARY = List.of("Ei", "Pi", "Ti", "Gi", "Mi", "Ki");
    private static final int BITS = 10;
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");

    private Resources() {}

    static ResourceRequirements of(@Nullable ResourceRequirements asked, Task task) {
        if (asked == null) {
            // A drill runs a whole PostgreSQL beside the agent.
            return new ResourceRequirementsBuilder()
                    .addToRequests("cpu", new Quantity("100m"))
                    .addToRequests("memory", new Quantity("128Mi"))
                    .addToLimits("memory", new Quantity(task == Task.DRILL ? "1Gi" : "512Mi"))
                    .build();
        }
        return asked.edit()
                .withRequests(canonical(asked.getRequests()))
                .withLimits(canonical(asked.getLimits()))
                .build();
    }

    private static @Nullable Map<String, Quantity> canonical(@Nullable Map<String, Quantity> quantities) {
        if (quantities == null || quantities.isEmpty()) {
            return quantities;
        }
        var all = new LinkedHashMap<String, Quantity>();
        quantities.forEach((name, quantity) -> all.put(name, new Quantity(canonical(quantity))));
        return all;
    }

    static String canonical(Quantity quantity) {
        var amount = quantity.getNumericalAmount();
        if (amount.signum() == 0) {
            return "0";
        }
        var binary = quantity.getFormat() != null && quantity.getFormat().endsWith("i");
        if (binary && amount.stripTrailingZeros().scale() <= 0 && amount.compareTo(BigDecimal.valueOf(1024)) >= 0) {
            return binary(amount.toBigIntegerExact());
        }
        return decimal(amount);
    }

    private static String binary(BigInteger amount) {
        for (var i = 0; i < BINARY.size(); i++) {
            var unit = BigInteger.ONE.shiftLeft(BITS * (BINARY.size() - i));
            if (amount.mod(unit).signum() == 0) {
                return amount.divide(unit) + BINARY.get(i);
            }
        }
        return amount.toString();
    }

    private static String decimal(BigDecimal amount) {
        for (var i = DECIMAL.size() - 1; i > 0; i--) {
            var unit = THOUSAND.pow(i).movePointLeft(9);
            var number = amount.divide(unit).stripTrailingZeros();
            if (number.scale() <= 0) {
                return number.toBigIntegerExact() + DECIMAL.get(i);
            }
        }
        return amount.movePointRight(9).toBigInteger() + DECIMAL.get(0);
    }
}
