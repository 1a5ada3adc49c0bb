/** The operator: puts the slices together and runs them. */
@NullMarked
package dev.belay.controller;

import org.jspecify.annotations.NullMarked;
