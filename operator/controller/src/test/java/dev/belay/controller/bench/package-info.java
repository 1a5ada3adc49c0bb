/** What {@code bench/operator} measures: the operator's own process beside a real API server. */
package dev.belay.controller.bench;
