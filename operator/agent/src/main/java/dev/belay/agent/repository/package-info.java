/** Where backups lie: folders and S3 behind one contract. */
@NullMarked
package dev.belay.agent.repository;

import org.jspecify.annotations.NullMarked;
