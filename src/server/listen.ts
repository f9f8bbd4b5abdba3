import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputFailure } from '../domain/failure.js';

/** @throws InputFailure PORT_TAKEN, PORT_REFUSED, BAD_HOST */
export async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  } catch (error) {
    const at = `${host}:${port}`;
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE':
        throw new InputFailure(
          'PORT_TAKEN',
          `Another program listens at ${at} already: choose another port with --port, or stop that program.`,
          'port',
        );
      case 'EACCES':
        throw new InputFailure(
          'PORT_REFUSED',
          `This account may not listen at ${at}: choose a port above 1023.`,
          'port',
        );
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw new InputFailure('BAD_HOST', `The host "${host}" is not an address of this machine.`, 'host');
      default:
        throw error;
    }
  }
}

/** Ends a server with all its connections. */
export async function closeAtOnce(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** `http://host:port` of a server that listens, without a path. */
export function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
}
