import type { WebSocket } from '@fastify/websocket';

const PING_MS = 30_000;

/** Ends a socket whose other side no longer answers: nothing else would notice a machine that was switched off. */
export const keepAlive = (socket: WebSocket): void => {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
  }, PING_MS);
  socket.on('close', () => clearInterval(timer));
};
