/** The service's health and breakers → the policy's status and the selected pods' annotations. */
@NullMarked
package dev.belay.controller.pause;

import org.jspecify.annotations.NullMarked;
