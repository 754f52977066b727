package io.kubemeter.apiserver.cluster;

import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.IntSupplier;

/**
 * A walk over the namespaces in order, and over the pods of each. Its size is only a hint, because
 * the pods change under it.
 *
 * <p><b>Owner:</b> nobody: any thread walks, each with an iterator of its own.
 */
final class AllPods extends AbstractCollection<PodRecord> {
    private final Collection<NamespacePods> namespaces;
    private final IntSupplier size;

    AllPods(Collection<NamespacePods> namespaces, IntSupplier size) {
        this.namespaces = namespaces;
        this.size = size;
    }

    @Override
    public int size() {
        return size.getAsInt();
    }

    @Override
    public Iterator<PodRecord> iterator() {
        return new Walk(namespaces.iterator());
    }

    /** Without a size, which a stream would insist on. */
    @Override
    public Spliterator<PodRecord> spliterator() {
        return Spliterators.spliteratorUnknownSize(
                iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.CONCURRENT);
    }

    /** Through one namespace after the other. Owner: whoever asked for it. */
    private static final class Walk implements Iterator<PodRecord> {
        private final Iterator<NamespacePods> rest;
        private Iterator<PodRecord> current = Collections.emptyIterator();

        Walk(Iterator<NamespacePods> namespaces) {
            this.rest = namespaces;
        }

        @Override
        public boolean hasNext() {
            while (!current.hasNext() && rest.hasNext()) {
                current = rest.next().pods().iterator();
            }
            return current.hasNext();
        }

        @Override
        public PodRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return current.next();
        }
    }
}
