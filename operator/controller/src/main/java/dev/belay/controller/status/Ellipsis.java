package dev.belay.controller.status;

/** Texts that are too long. */
public final class Ellipsis {
    private Ellipsis() {}

    /**
     * The text, or its beginning and an ellipsis. Never half of a character that takes two: the API server gives such a
     * half back as another character, so what was written would differ from what is wanted for ever.
     *
     * @param most characters, of Java's
     */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        var end = most - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
