package dev.belay.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./belay demo}. Exit code 0 only if every step did what it must; leaves nothing behind. */
@Command(
        name = "belay demo",
        mixinStandardHelpOptions = true,
        description = "Runs the main job on this machine, with a throwaway PostgreSQL and a provider of its own.")
public final class Demo implements Callable<Integer> {
    private enum Output {
        text,
        json
    }

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text for people; json for one object a step and a last one with \"ok\".")
    private Output output = Output.text;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        var narrator = new Narrator(System.out, output == Output.json);
        var world = World.create(Path.of(System.getenv("BELAY_HOME")));
        try {
            return new Story(world, narrator).tell() ? 0 : 1;
        } finally {
            world.close();
        }
    }
}
