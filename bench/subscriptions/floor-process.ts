import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { WebSocketServer, type WebSocket } from 'ws';
import { RUN_EVENTS_CHANNEL } from '../../src/store/run-events.js';

/**
 * Forked: the least a server of events must do. It counts notifications and writes the same ready-made text to every
 * socket: no table is read, no GraphQL executed, nobody waited for. Its clients cannot tell.
 */
process.once('message', (databaseUrl: string) => {
  void serve(databaseUrl).then((port) => process.send!(`http://127.0.0.1:${port}`));
});

async function serve(databaseUrl: string): Promise<number> {
  const subscribed = new Set<WebSocket>();
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  let sequence = 1; // a run is there, with its first event
  sockets.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(data.toString()) as { type: string };
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type !== 'subscribe') return;
      // A client with one operation might name it anything, so the id is taken from what it says.
      Object.assign(socket, { operation: (JSON.parse(data.toString()) as { id: string }).id });
      subscribed.add(socket);
      socket.send(eventText(socket, sequence));
    });
    socket.on('close', () => subscribed.delete(socket));
  });
  const database = new pg.Client({ connectionString: databaseUrl });
  await database.connect();
  database.on('notification', () => {
    sequence += 1;
    for (const socket of subscribed) socket.send(eventText(socket, sequence));
  });
  await database.query(`LISTEN ${pg.escapeIdentifier(RUN_EVENTS_CHANNEL)}`);
  return (sockets.address() as AddressInfo).port;
}

function eventText(socket: WebSocket, sequence: number): string {
  const { operation } = socket as WebSocket & { operation: string };
  return (
    `{"id":"${operation}","type":"next","payload":{"data":{"runEvents":{"sequence":${sequence},` +
    '"at":"2025-01-31T12:00:00.000Z","type":"STEP_COMPLETED","progress":0.5,"step":"classifier",' +
    '"message":"Fitted classifier 1 of both modalities, held-out fold 3."}}}}'
  );
}
