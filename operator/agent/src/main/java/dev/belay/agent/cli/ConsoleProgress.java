package dev.belay.agent.cli;

import dev.belay.agent.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Progress on standard error: a moving line at a terminal, a plain line a step elsewhere. */
final class ConsoleProgress implements Progress, AutoCloseable {
    private static final int WIDTH = 100;
    private static final long UNKNOWN = -1;

    private final boolean terminal;
    private final UnaryOperator<String> redact;
    private final @Nullable ProgressLines lines;
    private @Nullable ProgressBar bar;
    private String step = "";
    private long expected = UNKNOWN;

    ConsoleProgress(boolean terminal, UnaryOperator<String> redact) {
        this(terminal, redact, null);
    }

    private ConsoleProgress(boolean terminal, UnaryOperator<String> redact, @Nullable ProgressLines lines) {
        this.terminal = terminal;
        this.redact = redact;
        this.lines = lines;
    }

    static ConsoleProgress onStandardError(UnaryOperator<String> redact) {
        return new ConsoleProgress(isTerminal(), redact);
    }

    /** With lines for machines between those for people, unless it is a terminal. */
    static ConsoleProgress forMachines(UnaryOperator<String> redact) {
        var terminal = isTerminal();
        return new ConsoleProgress(
                terminal,
                redact,
                terminal ? null : new ProgressLines(InstantSource.system(), line -> System.err.println(line)));
    }

    @Override
    public boolean wantsRows() {
        return lines != null;
    }

    @Override
    public synchronized void rows(long more) {
        if (lines != null) {
            lines.rows(more);
        }
    }

    @Override
    public synchronized void step(String name) {
        closeBar();
        step = name;
        expected = UNKNOWN;
        if (!terminal) {
            System.err.println("belay: " + name);
        }
        if (lines != null) {
            lines.step(redact.apply(name));
        }
    }

    @Override
    public synchronized void expect(long bytes) {
        expected = bytes;
        if (lines != null) {
            lines.expect(bytes);
        }
    }

    @Override
    public synchronized void at(long bytes, @Nullable String table) {
        if (lines != null) {
            lines.at(bytes);
        }
        if (!terminal) {
            return;
        }
        if (bar == null) {
            var builder = new ProgressBarBuilder()
                    .setTaskName(step)
                    .setInitialMax(expected)
                    .setUnit(" MiB", 1 << 20)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .showSpeed();
            bar = (expected == UNKNOWN ? builder.hideEta() : builder).build();
        }
        bar.stepTo(bytes);
        if (table != null) {
            bar.setExtraMessage(" " + table); // it stands right behind the rate
        }
    }

    @Override
    public synchronized void warn(String message) {
        closeBar();
        System.err.println("belay: warning: " + redact.apply(message));
    }

    @Override
    public synchronized void close() {
        closeBar();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** Java tells whether input and output are a terminal; here it is about the errors' stream. */
    private static boolean isTerminal() {
        try {
            var target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console"))
                    && !"dumb".equals(System.getenv("TERM"));
        } catch (IOException e) {
            return false;
        }
    }
}
