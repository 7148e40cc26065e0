package dev.heddle.benchmarks.netpoll;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Netty on java.nio: callbacks on event loops, as many as the others have workers. */
final class NettyEcho implements Echo {
    private final int size;
    private final EventLoopGroup loops;
    private final Channel listener;
    private final List<Client> clients = new ArrayList<>();

    NettyEcho(int size, int connections, int parallelism) throws InterruptedException {
        this.size = size;
        loops = new MultiThreadIoEventLoopGroup(parallelism, NioIoHandler.newFactory());
        listener =
                new ServerBootstrap()
                        .group(loops)
                        .channel(NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(new Servers())
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        for (int i = 0; i < connections; i++) {
            Client client = new Client(size);
            clients.add(client);
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .handler(client)
                    .connect(listener.localAddress())
                    .sync();
        }
    }

    private static final class Servers extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new Server());
        }
    }

    private static final class Server extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.write(message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    private static final class Client extends ChannelInboundHandlerAdapter {
        private final ByteBuf message;

        /** Set before the connection is made. */
        private volatile ChannelHandlerContext context;

        /** The event loop's. */
        private int missing;

        private int left;
        private CountDownLatch done;

        Client(int size) {
            message = Unpooled.directBuffer(size).writeZero(size);
        }

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void start(int times, CountDownLatch whenDone) {
            context.executor()
                    .execute(
                            () -> {
                                left = times;
                                done = whenDone;
                                send();
                            });
        }

        private void send() {
            missing = message.readableBytes();
            context.writeAndFlush(message.retainedDuplicate());
        }

        @Override
        public void channelRead(ChannelHandlerContext same, Object received) {
            missing -= ((ByteBuf) received).readableBytes();
            ((ByteBuf) received).release();
            if (missing == 0) {
                if (--left > 0) {
                    send();
                } else {
                    done.countDown();
                }
            }
        }

        void end() {
            context.close().syncUninterruptibly();
            message.release();
        }
    }

    @Override
    public void roundTrips(int each) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(clients.size());
        clients.forEach(client -> client.start(each, done));
        done.await();
    }

    @Override
    public void close() {
        clients.forEach(Client::end);
        listener.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }
}
