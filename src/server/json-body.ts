import type { IncomingMessage, ServerResponse } from 'node:http';
import express, { type RequestHandler } from 'express';
import { answerOfThread } from '../actions/answer-of-thread.js';
import type { JsonAnswer, JsonTask } from './json-thread.js';

/** Room for a dataset sent inside a mutation: base64 adds a third to 48 MB. */
const LARGEST_REQUEST = 64 * 2 ** 20;
/** Of which anything but the contents of files may be this much: more would hold up all others while it is read. */
const MOST_TEXT = 2 ** 20;
/** Lists and objects within each other: `JSON.parse` takes .3 s for a million, and so much more than the schema has need no better answer. */
const DEEPEST = 10_000;

const rawBody = express.raw({ limit: LARGEST_REQUEST, type: isJson });

/**
 * A request's body of JSON; undefined where it has none. A large one is parsed on a thread of its own, and comes with
 * bytes (`Uint8Array`) in place of its long base64 texts: on the event loop every megabyte of text would hold up all
 * other requests for 20 ms.
 *
 * @throws (rejects with) an error with a status, of what is no JSON in UTF-8 or is too large
 */
export async function readJsonBody(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (!isJson(request)) return undefined;
  requireUtf8(request);
  if (!mayBeLarge(request)) return parsed(await readAll(request));
  await new Promise<void>((resolve, reject) => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- it is Node's own
    rawBody(request, response, (error?: Error) => {
      if (error) reject(error);
      else resolve();
    });
  });
  const body = 'body' in request ? request.body : undefined;
  return Buffer.isBuffer(body) ? parseOnThread(body) : undefined;
}

/** The same for Express. */
export const jsonBody: RequestHandler = (request, response, next) => {
  readJsonBody(request, response).then((body) => {
    request.body = body;
    next();
  }, next);
};

function readAll(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    request.once('error', () => reject(malformed())); // it broke off: nobody hears the answer
  });
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parsed(body: Buffer): unknown {
  if (isTooDeep(body)) throw malformed();
  try {
    const value: unknown = JSON.parse(utf8.decode(body));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw malformed();
}

const [QUOTE, BACKSLASH] = ['"', '\\'].map((sign) => sign.charCodeAt(0));
const OPENING = new Set(['[', '{'].map((sign) => sign.charCodeAt(0)));
const CLOSING = new Set([']', '}'].map((sign) => sign.charCodeAt(0)));

function isTooDeep(body: Buffer): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at]!;
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText && byte === BACKSLASH) at += 1;
    else if (!isInText && OPENING.has(byte)) depth += 1;
    else if (!isInText && CLOSING.has(byte)) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

function malformed(): Error {
  return Object.assign(new Error('no JSON'), { status: 400 });
}

function isJson({ headers }: IncomingMessage): boolean {
  return /^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '');
}

/** JSON is in UTF-8, whatever else a request may say. */
function requireUtf8({ headers }: IncomingMessage): void {
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(headers['content-type']!)?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  throw Object.assign(new Error('another charset'), { status: 415 });
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
    ? malformed()
    : Object.assign(new Error('too much text'), { status: 413, type: TEXT_TOO_LARGE, limit: MOST_TEXT });
}

/** The type of the error that says so, beside body-parser's `entity.too.large`. */
export const TEXT_TOO_LARGE = 'text.too.large';
