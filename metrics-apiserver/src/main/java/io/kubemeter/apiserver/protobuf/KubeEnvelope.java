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
        out.raw(MAGIC);
        int type = out.begin(TYPE_META);
        out.text(API_VERSION, apiVersion);
        out.text(KIND, kind);
        out.end(type);
        out.head(RAW, length);
    }

    /** What comes after it: Go writes the two empty texts. */
    public void after(ProtoWriter out) {
        out.text(CONTENT_ENCODING, "");
        out.text(CONTENT_TYPE, "");
    }
}
