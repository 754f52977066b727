package io.kubemeter.apiserver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kubemeter.apiserver.ReplayDifference.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A body with everything taken out that may differ, so that the rest can be compared as it stands:
 * no space, no order of members and no form of a number is lost.
 */
final class ReplayBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String HOLE = "\u0001";
    private static final String KUBE = "k8s\0";
    private static final Pattern JSON_CONTAINER =
            Pattern.compile("\\{\\s*\"name\":\\s*\"[^\"]*\",\\s*\"usage\":\\s*\\{[^}]*\\}\\s*\\}");
    private static final Pattern YAML_CONTAINER =
            Pattern.compile("( *)- name: .*\n\\1  usage:\n(\\1    .*\n)+");
    private static final Pattern HASH = Pattern.compile("\\?hash=([0-9A-F]{128})\"");
    private static final Pattern JSON_GAP = Pattern.compile(",\\s*");
    private static final Pattern NO_GAP = Pattern.compile("");

    private ReplayBody() {}

    /**
     * What is left of a captured body.
     *
     * @throws IllegalArgumentException when it is not what its place says
     */
    static String ofCaptured(String body, List<ReplayDifference> differences) {
        return of(body, differences);
    }

    /** What is left of one of ours: also without the twins that only we have. */
    static String ofOurs(String body, List<ReplayDifference> differences) {
        String rest = body;
        for (ReplayDifference difference : differences) {
            if (difference.place() == Place.TWIN) {
                rest = withoutTwin(rest, difference.where());
            } else if (difference.place() == Place.MEMBER) {
                rest = withoutMember(rest, difference.where());
            } else if (difference.place() == Place.PROTO_TWIN) {
                rest = ReplayProto.withoutTwin(rest);
            }
        }
        return of(rest, differences);
    }

    private static String of(String body, List<ReplayDifference> differences) {
        if (differences.stream().anyMatch(d -> d.place() == Place.BODY)) {
            return HOLE;
        }
        if (body.startsWith(KUBE)) {
            return ReplayProto.sorted(body);
        }
        StringBuilder rest = new StringBuilder(body);
        holes(body, differences)
                .descendingMap()
                .forEach((from, to) -> rest.replace(from, to, HOLE));
        return sorted(rest.toString());
    }

    /** The places of the values that may differ: from where to where. */
    static NavigableMap<Integer, Integer> holes(String body, List<ReplayDifference> differences) {
        NavigableMap<Integer, Integer> holes = new TreeMap<>();
        List<String> pointers =
                differences.stream()
                        .filter(difference -> difference.place() == Place.VALUE)
                        .map(ReplayDifference::where)
                        .toList();
        if (!pointers.isEmpty()) {
            Map<String, int[]> spans = spans(body, Set.copyOf(pointers));
            for (String pointer : pointers) {
                int[] span = spans.get(pointer);
                if (span == null) {
                    throw new IllegalArgumentException("no value at " + pointer);
                }
                holes.put(span[0], span[1]);
            }
        }
        if (differences.stream().anyMatch(difference -> difference.place() == Place.HASHES)) {
            HASH.matcher(body).results().forEach(found -> holes.put(found.start(1), found.end(1)));
        }
        return holes;
    }

    /** The body without an address that only we have. */
    private static String withoutMember(String body, String name) {
        Matcher member =
                Pattern.compile(
                                "\""
                                        + Pattern.quote(name)
                                        + "\":\\{\"serverRelativeURL\":"
                                        + "\"/openapi/v3/"
                                        + Pattern.quote(name)
                                        + "\\?hash=[0-9A-F]{128}\"\\},")
                        .matcher(body);
        if (!member.find()) {
            throw new IllegalArgumentException("no member " + name);
        }
        return body.substring(0, member.start()) + body.substring(member.end());
    }

    private static String withoutTwin(String body, String pointer) {
        int slash = pointer.lastIndexOf('/') + 1;
        int index = Integer.parseInt(pointer.substring(slash));
        String next = pointer.substring(0, slash) + (index + 1);
        Map<String, int[]> spans = spans(body, Set.of(pointer, next));
        int[] twin = spans.get(pointer);
        int[] other = spans.get(next);
        if (twin == null
                || other == null
                || !body.substring(twin[0], twin[1])
                        .replace("v1\"", "v1beta1\"")
                        .equals(body.substring(other[0], other[1]))) {
            throw new IllegalArgumentException("no twin at " + pointer);
        }
        return body.substring(0, twin[0]) + body.substring(other[0]);
    }

    /** Where these values stand in the text. */
    private static Map<String, int[]> spans(String body, Set<String> pointers) {
        Map<String, int[]> spans = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    continue;
                }
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                if (!pointers.contains(pointer)) {
                    continue;
                }
                int start = (int) parser.currentTokenLocation().getCharOffset();
                if (token.isStructStart()) {
                    open.put(pointer, start);
                } else {
                    parser.finishToken();
                    int end = (int) parser.currentLocation().getCharOffset();
                    spans.put(pointer, new int[] {open.getOrDefault(pointer, start), end});
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return spans;
    }

    /** The containers of each pod by name, whatever stood around them. */
    private static String sorted(String body) {
        return body.startsWith("{")
                ? sortedRuns(body, JSON_CONTAINER, JSON_GAP)
                : sortedRuns(body, YAML_CONTAINER, NO_GAP);
    }

    private static String sortedRuns(String body, Pattern container, Pattern gap) {
        List<MatchResult> all = container.matcher(body).results().toList();
        StringBuilder out = new StringBuilder(body);
        for (int from = 0; from < all.size(); ) {
            int to = from + 1;
            while (to < all.size()
                    && gap.matcher(body.substring(all.get(to - 1).end(), all.get(to).start()))
                            .matches()) {
                to++;
            }
            sortRun(body, all.subList(from, to), out);
            from = to;
        }
        return out.toString();
    }

    private static void sortRun(String body, List<MatchResult> run, StringBuilder out) {
        List<String> texts = new ArrayList<>(run.stream().map(MatchResult::group).toList());
        texts.sort(null);
        StringBuilder sorted = new StringBuilder();
        for (int i = 0; i < run.size(); i++) {
            sorted.append(texts.get(i));
            if (i + 1 < run.size()) {
                sorted.append(body, run.get(i).end(), run.get(i + 1).start());
            }
        }
        out.replace(run.getFirst().start(), run.getLast().end(), sorted.toString());
    }
}
