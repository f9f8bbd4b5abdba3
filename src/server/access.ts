import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'express';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { keyCheck } from '../actions/api-keys.js';
import { InputFailure } from '../domain/failure.js';
import type { Client } from '../domain/role.js';
import type { Store } from '../store/open-store.js';

export interface AccessOptions {
  /** Whether everybody needs a key; else only those who send one are held to it. */
  readonly requireKeys: boolean;
  /** Requests a minute that each key may send. */
  readonly requestsPerMinute: number;
}

/** Who may come in. */
export interface Access {
  /** @throws InputFailure UNAUTHENTICATED, TOO_MANY_REQUESTS, FORBIDDEN_HOST */
  admit(request: IncomingMessage, key: string | null): Promise<Client>;
}

export const USUAL_ACCESS: AccessOptions = { requireKeys: false, requestsPerMinute: 6_000 };

/** Whoever can open a connection to this machine's own address may do everything, as with the command line. */
const NO_KEY_NEEDED: Client = { keyName: null, role: 'ADMIN' };

export function openAccess(store: Store, { requireKeys, requestsPerMinute }: AccessOptions): Access {
  const keys = keyCheck(store);
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 });
  return {
    async admit(request, key) {
      if (key === null) {
        if (requireKeys) throw unauthenticated('This server needs a key');
        requireOwnHost(request);
        return NO_KEY_NEEDED;
      }
      const client = await keys.clientOf(key);
      if (!client) throw unauthenticated('The key is wrong or has expired');
      await limiter.consume(client.keyName!).catch((limited: unknown) => {
        if (limited instanceof Error) throw limited;
        const message = `The key "${client.keyName!}" sends more than ${String(requestsPerMinute)} requests a minute: wait a little.`;
        throw new InputFailure('TOO_MANY_REQUESTS', message);
      });
      return client;
    },
  };
}

function unauthenticated(what: string): InputFailure {
  return new InputFailure(
    'UNAUTHENTICATED',
    `${what}: send one as "Authorization: Bearer KEY" (interlens keys create makes them).`,
  );
}

/**
 * A page anywhere can have its own name lead to 127.0.0.1: a browser then takes this server for the page's own, but says
 * the page's name.
 */
function requireOwnHost({ headers, socket }: IncomingMessage): void {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  const own = [socket.localAddress, `[${socket.localAddress ?? ''}]`, 'localhost', '127.0.0.1', '[::1]'];
  if (own.includes(host)) return;
  throw new InputFailure(
    'FORBIDDEN_HOST',
    'Without keys this server answers only under the names of its own machine: start it with --require-keys to have it behind another.',
  );
}

/** The key a request brings; null where it brings none. */
export function keyOf({ headers }: IncomingMessage): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '');
  if (bearer) return bearer[1]!;
  const own = headers['x-api-key'];
  return typeof own === 'string' ? own : null;
}

/** Lets requests in, each with its client. */
export function admission(access: Access): RequestHandler {
  return (request, response, next) => {
    access.admit(request, keyOf(request)).then((client) => {
      response.locals['client'] = client;
      next();
    }, next);
  };
}

/** Of a request that was let in. */
export function clientOf({ locals }: Response): Client {
  return locals['client'] as Client;
}
