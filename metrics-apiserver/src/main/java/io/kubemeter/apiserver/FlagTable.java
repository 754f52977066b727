package io.kubemeter.apiserver;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All flags of {@code kubemeter serve}, read once from {@code flags.txt} beside this class. */
final class FlagTable {
    private static final String RESOURCE = "flags.txt";

    private static final List<FlagDefinition> ALL = parse(resource());

    private FlagTable() {}

    /** Every flag, in the order of {@code --help-all}. */
    static List<FlagDefinition> all() {
        return ALL;
    }

    private static List<FlagDefinition> parse(String text) {
        List<FlagDefinition> flags = new ArrayList<>();
        String group = "";
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("[")) {
                group = line.substring(1, line.length() - 1);
                continue;
            }
            flags.add(definition(line, group));
        }
        return List.copyOf(flags);
    }

    private static FlagDefinition definition(String line, String group) {
        String[] cells = line.split("\\|", 5);
        String names = cells[0].strip();
        int comma = names.indexOf(',');
        String shortName = comma < 0 ? null : names.substring(1, comma);
        FlagDefinition.Mark mark =
                switch (cells[3].strip()) {
                    case "+" -> FlagDefinition.Mark.COMMON;
                    case "0" -> FlagDefinition.Mark.INERT;
                    default -> FlagDefinition.Mark.RARE;
                };
        return new FlagDefinition(
                names.substring(comma + 1),
                shortName,
                FlagDefinition.Kind.valueOf(cells[1].strip().toUpperCase(Locale.ROOT)),
                cells[2].strip(),
                mark,
                group,
                cells[4].strip());
    }

    private static String resource() {
        try (InputStream in = FlagTable.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + ": absent (expected: beside FlagTable)");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
