import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openClient } from '../../src/database/open-client.js';
import { openNotifications, type Notifications } from '../../src/store/notifications.js';
import { createTestDatabase } from '../support/test-database.js';

const PROBE_MS = 300;

describe('notifications', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let proxy: Server;
  let sockets: Socket[];
  let notifications: Notifications;
  let port: number;

  beforeEach(async () => {
    database = await createTestDatabase();
    sockets = [];
    proxy = createServer((socket) => {
      const { hostname, port } = new URL(database.url);
      const onward = connect(Number(port), hostname);
      for (const side of [socket, onward]) side.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
      sockets.push(socket, onward);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    ({ port } = proxy.address() as AddressInfo);
    const url = new URL(database.url);
    url.port = String(port);
    notifications = openNotifications(url.href, PROBE_MS);
  });
  afterEach(async () => {
    await notifications.close();
    for (const socket of sockets) socket.destroy();
    proxy.close();
    await database.drop();
  });

  const notify = async (channel: string, payload: string): Promise<void> => {
    const client = await openClient(database.url);
    await client.query('SELECT pg_notify($1, $2)', [channel, payload]);
    await client.end();
  };
  const heard = async (channel: string): Promise<(string | null)[]> => {
    const words: (string | null)[] = [];
    await notifications.listen(channel, (payload) => words.push(payload));
    return words;
  };
  const until = async (done: () => boolean): Promise<void> => {
    for (const end = Date.now() + 10_000; !done() && Date.now() < end;) await sleep(10);
  };

  it('reach every listener of their channel', async () => {
    const [one, other, another] = [await heard('a'), await heard('a'), await heard('b')];
    await notify('a', 'x');
    await until(() => one.includes('x') && other.includes('x'));
    expect(one.at(-1)).toBe('x');
    expect(other.at(-1)).toBe('x');
    expect(another).not.toContain('x');
  });

  it('come again after a network that fell silent, to listeners who are told that some may be missing', async () => {
    const words = await heard('a');
    await notify('a', 'before');
    await until(() => words.includes('before'));
    for (const socket of sockets) {
      socket.unpipe();
      socket.pause(); // open, and without a word
    }
    await notify('a', 'lost');
    await until(() => words.lastIndexOf(null) > words.indexOf('before'));
    await notify('a', 'after');
    await until(() => words.includes('after'));
    expect(words.slice(words.indexOf('before'))).toEqual(['before', null, 'after']);
  });

  it('come once the database can be reached, where it could not at first', async () => {
    await new Promise<void>((resolve) => proxy.close(() => resolve()));
    const words = await heard('a');
    expect(words).toEqual([]);
    await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
    await until(() => words.length > 0);
    await notify('a', 'x');
    await until(() => words.includes('x'));
    expect(words).toEqual([null, 'x']);
  });

  it('are not waited for at the end, whatever the connection is doing', async () => {
    await new Promise<void>((resolve) => proxy.close(() => resolve()));
    await heard('a');
    await notifications.close();
  });
});
