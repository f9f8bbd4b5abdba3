import type { IncomingMessage } from 'node:http';
import express, { type RequestHandler } from 'express';
import { answerOfThread } from '../actions/answer-of-thread.js';
import type { JsonAnswer, JsonTask } from './json-thread.js';

/** Room for a dataset sent inside a mutation: base64 adds a third to 48 MB. */
const LARGEST_REQUEST = 64 * 2 ** 20;
/** Of which anything but the contents of files may be this much: more would hold up all others while it is read. */
const MOST_TEXT = 2 ** 20;

/**
 * Reads a request's body of JSON. A large one is parsed on a thread of its own, and comes with bytes (`Uint8Array`) in place
 * of its long base64 texts: on the event loop every megabyte of text would hold up all other requests for 20 ms.
 */
export const jsonBody: RequestHandler[] = [
  express.json({ limit: MOST_TEXT, type: (request) => isJson(request) && !mayBeLarge(request) }),
  express.raw({ limit: LARGEST_REQUEST, type: (request) => isJson(request) && mayBeLarge(request) }),
  (request, _response, next) => {
    const body: unknown = request.body;
    if (!Buffer.isBuffer(body)) {
      next();
      return;
    }
    parseOnThread(body).then((value) => {
      request.body = value;
      next();
    }, next);
  },
];

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** What is packed may be larger than it looks. */
function mayBeLarge({ headers }: IncomingMessage): boolean {
  return headers['content-encoding'] !== undefined || !(Number(headers['content-length']) <= MOST_TEXT);
}

async function parseOnThread(bytes: Buffer): Promise<object> {
  const { buffer, byteLength } = bytes;
  // Moved where it is a memory of its own, which large buffers are.
  const own = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : Uint8Array.from(bytes).buffer; // prettier-ignore
  const task: JsonTask = { body: new Uint8Array(own), mostText: MOST_TEXT };
  const answer = await answerOfThread<JsonAnswer>('src/server/json-thread.js', task, [own]);
  if ('value' in answer) return answer.value;
  throw answer.failure === 'malformed'
    ? Object.assign(new Error('no JSON'), { status: 400 })
    : Object.assign(new Error('too much text'), { status: 413, type: TEXT_TOO_LARGE, limit: MOST_TEXT });
}

/** The type of the error that says so, beside body-parser's `entity.too.large`. */
export const TEXT_TOO_LARGE = 'text.too.large';
