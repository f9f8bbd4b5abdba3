import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between client and server that counts and breaks. */
export interface Relay {
  readonly endpoint: string;
  /** Bytes that passed so far. */
  readonly passed: { toServer: number; toClient: number };
  /** Calls back, once, in the middle of the answer that exceeds so many further bytes, and passes nothing on after that. */
  breakAfter(bytesToClient: number, then: () => void): void;
  close(): Promise<void>;
}

/** Passes on what comes to the port of this machine that it names. */
export async function startRelay(serverPort: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const passed = { toServer: 0, toClient: 0 };
  let limit = Infinity;
  let onLimit = (): void => undefined;
  const server = createServer((client) => {
    const upstream = connect(serverPort, '127.0.0.1');
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end).on('close', () => {
        end();
        sockets.delete(socket);
      });
    }
    client.on('data', (data) => {
      passed.toServer += data.length;
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      passed.toClient += data.length;
      if (passed.toClient <= limit) {
        client.write(data);
        return;
      }
      limit = Infinity;
      end();
      onLimit();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    breakAfter(bytesToClient, then) {
      limit = passed.toClient + bytesToClient;
      onLimit = then;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
