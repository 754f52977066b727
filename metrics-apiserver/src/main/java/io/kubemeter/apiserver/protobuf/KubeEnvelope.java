package io.kubemeter.apiserver.protobuf;

/**
 * What stands around every object that Kubernetes sends in protobuf: the magic, and a {@code
 * runtime.Unknown} with the object's kind and its bytes.
 */
public final class KubeEnvelope {
    private static final byte[] MAGIC = {'k', '8', 's', 0};
    private static final int TYPE_META = ProtoWriter.delimited(1);
    private static final int RAW = ProtoWriter.delimited(2);
    private static final int CONTENT_ENCODING = ProtoWriter.delimited(3);
    private static final int CONTENT_TYPE = ProtoWriter.delimited(4);
    private static final int API_VERSION = ProtoWriter.delimited(1);
    private static final int KIND = ProtoWriter.delimited(2);

    private final String apiVersion;
    private final String kind;

    public KubeEnvelope(String apiVersion, String kind) {
        this.apiVersion = apiVersion;
        this.kind = kind;
    }

    /** What comes before an object of this many bytes. */
    public void before(ProtoWriter out, int length) {
        kind(out);
        length(out, length);
    }

    /** The first part of it, which any length may follow. */
    public void kind(ProtoWriter out) {
        out.raw(MAGIC);
        int type = out.begin(TYPE_META);
        out.text(API_VERSION, apiVersion);
        out.text(KIND, kind);
        out.end(type);
    }

    /** The second part: the object has this many bytes. */
    public void length(ProtoWriter out, int length) {
        out.head(RAW, length);
    }

    /** What comes after it: Go writes the two empty texts. */
    public void after(ProtoWriter out) {
        out.text(CONTENT_ENCODING, "");
        out.text(CONTENT_TYPE, "");
    }
}
