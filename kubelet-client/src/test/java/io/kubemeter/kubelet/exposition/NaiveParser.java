package io.kubemeter.kubelet.exposition;

import io.kubemeter.model.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of the decoder: the same rules with strings, regular expressions and big decimals, and
 * nothing remembered. It works on bytes as Latin-1 characters.
 */
final class NaiveParser {
    private static final Set<String> FAMILIES =
            Set.of(
                    "container_cpu_usage_seconds_total",
                    "container_memory_working_set_bytes",
                    "container_start_time_seconds",
                    "node_cpu_usage_seconds_total",
                    "node_memory_working_set_bytes",
                    "resource_scrape_error",
                    "scrape_error");
    private static final String BLANKS = "[ \\t]*";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
    private static final Pattern OPEN = Pattern.compile(BLANKS + "\\{" + BLANKS);
    private static final Pattern LABEL =
            Pattern.compile(
                    "([a-zA-Z_][a-zA-Z0-9_]*)"
                            + BLANKS
                            + "="
                            + BLANKS
                            + "\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\""
                            + BLANKS
                            + "(?:,"
                            + BLANKS
                            + "|(?=\\}))",
                    Pattern.DOTALL);
    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)((?:\\d+\\.?\\d*)|(?:\\.\\d+))(?:[eE]([+-]?\\d+))?");
    private static final Pattern WORD =
            Pattern.compile("nan|[+-]?inf|[+-]?infinity", Pattern.CASE_INSENSITIVE);
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final BigInteger TWO_TO_63 = BigInteger.ONE.shiftLeft(63);

    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);

    /** What was found of one container; null where a family does not list it. */
    static final class Container {
        @Nullable BigInteger cpu;
        @Nullable BigInteger memory;
        long timestamp;
        long start;
        boolean impossible;
    }

    final Map<String, Container> containers = new LinkedHashMap<>();
    final Container node = new Container();
    int nameless;
    @Nullable Reason refused;
    int refusedLine;

    private final long requestMillis;

    private NaiveParser(long requestMillis) {
        this.requestMillis = requestMillis;
    }

    static NaiveParser parse(byte[] body, int length, long requestMillis) {
        NaiveParser parser = new NaiveParser(requestMillis);
        String text = new String(body, 0, length, StandardCharsets.ISO_8859_1);
        List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
        String rest = lines.remove(lines.size() - 1);
        if (!rest.isEmpty()) {
            parser.refused = Reason.MALFORMED;
            parser.refusedLine = lines.size() + 1;
            return parser;
        }
        for (int i = 0; i < lines.size() && parser.refused == null; i++) {
            parser.refused = parser.line(lines.get(i));
            parser.refusedLine = i + 1;
        }
        return parser;
    }

    /** The keys of pods of which a value is impossible. */
    Collection<String> impossiblePods() {
        Set<String> pods = new TreeSet<>();
        containers.forEach((key, container) -> {
            if (container.impossible) {
                pods.add(pod(key));
            }
        });
        return pods;
    }

    static String pod(String key) {
        return key.substring(0, key.lastIndexOf('\0'));
    }

    static String key(String namespace, String pod, String container) {
        return namespace + '\0' + pod + '\0' + container;
    }

    private @Nullable Reason line(String line) {
        Matcher name = NAME.matcher(line);
        if (!name.lookingAt() || !FAMILIES.contains(name.group())) {
            return null;
        }
        String family = name.group();
        String rest = line.substring(name.end());
        Map<String, String> labels = Map.of();
        Matcher open = OPEN.matcher(rest);
        if (open.lookingAt()) {
            labels = new LinkedHashMap<>();
            int end = labels(rest, open.end(), labels);
            if (end < 0) {
                return Reason.MALFORMED;
            }
            rest = rest.substring(end);
        }
        return values(family, labels, rest);
    }

    private @Nullable Reason values(String family, Map<String, String> labels, String rest) {
        Matcher parts =
                Pattern.compile("[ \\t]*([^ \\t]+)(?:[ \\t]+([^ \\t]+))?[ \\t]*").matcher(rest);
        if (!parts.matches() || !isNumber(parts.group(1))) {
            return Reason.MALFORMED;
        }
        String stamp = parts.group(2);
        boolean start = family.equals("container_start_time_seconds");
        if (stamp != null && !stamp.matches("-?\\d+")) {
            return Reason.MALFORMED;
        }
        boolean none = stamp == null || start;
        boolean possible = none || stamp.matches("\\d{1,18}");
        long timestamp = possible && !none ? Long.parseLong(stamp) : requestMillis;
        return take(family, labels, parts.group(1), possible ? timestamp : null);
    }

    private @Nullable Reason take(
            String family, Map<String, String> labels, String number, @Nullable Long timestamp) {
        if (family.endsWith("scrape_error")) {
            return BigInteger.ZERO.equals(scaled(number, 0, TWO_TO_64))
                    ? null
                    : Reason.SCRAPE_ERROR;
        }
        Container into = node;
        if (family.startsWith("container")) {
            String namespace = labels.getOrDefault("namespace", "");
            String pod = labels.getOrDefault("pod", "");
            String container = labels.getOrDefault("container", "");
            if (namespace.isEmpty() || pod.isEmpty() || container.isEmpty()) {
                nameless++;
                return null;
            }
            into =
                    containers.computeIfAbsent(
                            key(namespace, pod, container), absent -> new Container());
        }
        if (family.endsWith("start_time_seconds")) {
            takeStart(into, number);
        } else if (family.endsWith("seconds_total")) {
            BigInteger cpu = scaled(number, 9, TWO_TO_64);
            into.impossible |= cpu == null || timestamp == null;
            if (cpu != null && timestamp != null) {
                into.cpu = cpu;
                into.timestamp = timestamp;
            }
        } else {
            BigInteger memory = scaled(number, 0, TWO_TO_63);
            into.impossible |= memory == null || timestamp == null;
            into.memory = memory == null || timestamp == null ? into.memory : memory;
        }
        return null;
    }

    private static void takeStart(Container into, String number) {
        boolean negative =
                NUMBER.matcher(number).matches()
                        && number.startsWith("-")
                        && scaled(number, 3, TWO_TO_64) == null;
        BigInteger start = scaled(number, 3, TWO_TO_64);
        if (negative) {
            into.start = 0;
        } else if (start == null) {
            into.impossible = true;
        } else {
            long millis = start.longValue();
            into.start = millis < 1_000_000_000_000L ? 0 : millis;
        }
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches() || WORD.matcher(text).matches();
    }

    /** The scaled number cut to a whole one, or null if it is not in 0 to below the bound. */
    private static @Nullable BigInteger scaled(String text, int scale, BigInteger bound) {
        Matcher matcher = NUMBER.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String exponentText = matcher.group(3) == null ? "0" : matcher.group(3);
        BigDecimal digits = new BigDecimal(matcher.group(2));
        BigInteger exponent = new BigInteger(exponentText.replace("+", ""));
        if (digits.signum() == 0) {
            return BigInteger.ZERO;
        }
        if (matcher.group(1).equals("-") || exponent.compareTo(BigInteger.valueOf(1000)) > 0) {
            return null;
        }
        if (exponent.compareTo(BigInteger.valueOf(-1000)) < 0) {
            return BigInteger.ZERO;
        }
        BigInteger whole =
                digits.scaleByPowerOfTen(exponent.intValue() + scale)
                        .setScale(0, RoundingMode.DOWN)
                        .toBigInteger();
        return whole.compareTo(bound) < 0 ? whole : null;
    }

    /** Puts the labels that matter; gives the place behind the brace, or -1 if they are bad. */
    private static int labels(String text, int start, Map<String, String> into) {
        Set<String> seen = new HashSet<>();
        Matcher label = LABEL.matcher(text);
        int at = start;
        while (label.region(at, text.length()).lookingAt()) {
            at = label.end();
            String name = label.group(1);
            byte[] bytes = label.group(2).getBytes(StandardCharsets.ISO_8859_1);
            boolean wanted = Set.of("container", "namespace", "pod").contains(name);
            if (!wanted || bytes.length == 0 || bytes.length > LabelReader.LONGEST_NAME) {
                continue;
            }
            String value = utf8(bytes);
            if (value == null || !seen.add(name)) {
                return -1;
            }
            into.put(name, ESCAPE.matcher(value).replaceAll(NaiveParser::meant));
        }
        return text.startsWith("}", at) ? at + 1 : -1;
    }

    private static @Nullable String utf8(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static String meant(MatchResult escape) {
        return Matcher.quoteReplacement(escape.group(1).equals("n") ? "\n" : escape.group(1));
    }
}
