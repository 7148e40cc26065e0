package dev.heddle.netpoll;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** What a listener asks of its channel, and when. */
class TcpListenerTest {

    /** Bound; somebody else may close it at any moment. */
    private static final class Channel extends ServerSocketChannel {
        private boolean closedBySomebodyElse;

        Channel() throws IOException {
            super(SelectorProvider.provider());
            configureBlocking(false);
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            if (closedBySomebodyElse) {
                throw new ClosedChannelException();
            }
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            throw new UnsupportedOperationException("bind");
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException("setOption");
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException("getOption");
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException("socket");
        }

        @Override
        public SocketChannel accept() {
            throw new UnsupportedOperationException("accept");
        }

        @Override
        protected void implCloseSelectableChannel() {}

        @Override
        protected void implConfigureBlocking(boolean block) {}
    }

    @Test
    void closeDoesNotFailBecauseSomebodyElseClosesAtThatMoment() throws IOException {
        Channel channel = new Channel();
        TcpListener listener = new TcpListener(channel);
        channel.closedBySomebodyElse = true; // isOpen() still says that it is open
        listener.close();
        assertThat(channel.isOpen()).isFalse();
    }
}
