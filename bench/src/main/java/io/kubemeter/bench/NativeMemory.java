package io.kubemeter.bench;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** What the process holds outside of the heap, as glibc's allocator counts it. */
final class NativeMemory {
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    /** {@code struct mallinfo2}: ten counts of the size of a pointer. */
    private static final StructLayout COUNTS =
            MemoryLayout.structLayout(
                    size("arena"),
                    size("ordblks"),
                    size("smblks"),
                    size("hblks"),
                    size("hblkhd"),
                    size("usmblks"),
                    size("fsmblks"),
                    size("uordblks"),
                    size("fordblks"),
                    size("keepcost"));

    private NativeMemory() {}

    private static MemoryLayout size(String name) {
        return ValueLayout.JAVA_LONG.withByteAlignment(POINTER.byteAlignment()).withName(name);
    }

    /**
     * Bytes that were asked for and not given back, of all arenas and of what was mapped apart. No
     * class of the JDK counts them: a call into the C library is the only way, and what the
     * compiler warns of is that such a call may crash the process.
     *
     * @throws UnsupportedOperationException where the C library is none of glibc 2.33 or later
     */
    @SuppressWarnings("restricted")
    static long usedBytes() {
        Linker linker = Linker.nativeLinker();
        MemorySegment function =
                linker.defaultLookup()
                        .find("mallinfo2")
                        .orElseThrow(() ->
                                new UnsupportedOperationException(
                                        "mallinfo2: not in this C library"));
        MethodHandle mallinfo = linker.downcallHandle(function, FunctionDescriptor.of(COUNTS));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment counts = (MemorySegment) mallinfo.invokeExact((SegmentAllocator) arena);
            return count(counts, "uordblks") + count(counts, "hblkhd");
        } catch (Throwable e) {
            throw new UnsupportedOperationException("mallinfo2: " + e, e);
        }
    }

    private static long count(MemorySegment counts, String name) {
        return counts.get(
                ValueLayout.JAVA_LONG,
                COUNTS.byteOffset(MemoryLayout.PathElement.groupElement(name)));
    }
}
