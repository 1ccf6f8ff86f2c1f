import type { WebSocket } from '@fastify/websocket';

const PING_MS = 30_000;

const NOT_WELCOME = 1008;

/**
 * Ends a socket whose other side no longer answers, since nothing else would notice a machine that was switched off, and
 * that of somebody who may not listen any more. Returns how to look at once whether they may.
 */
export const keepAlive = (socket: WebSocket, isWelcome: () => Promise<boolean>): (() => void) => {
  let isAlive = true;
  socket.on('pong', () => {
    isAlive = true;
  });
  const look = (): void =>
    void isWelcome().then(
      (welcome) => welcome || socket.close(NOT_WELCOME, 'the key is good no more'),
      () => socket.terminate(),
    );
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate();
    isAlive = false;
    socket.ping();
    look();
  }, PING_MS);
  socket.on('close', () => clearInterval(timer));
  return look;
};
