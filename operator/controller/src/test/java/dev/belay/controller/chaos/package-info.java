/** The operator killed at random moments, before an API server that is out of sorts; repeatable by its seed. */
package dev.belay.controller.chaos;
