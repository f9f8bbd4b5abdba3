import { parentPort, workerData } from 'node:worker_threads';
import { decodeBase64 } from '../domain/base64.js';

/** What the thread is given: a request's body, and how much of it may be anything else than files. */
export interface JsonTask {
  readonly body: Uint8Array;
  readonly mostText: number;
}

/** The body's value, with the bytes of files in place of their base64 text; or what is wrong with it. */
export type JsonAnswer = { readonly value: object } | { readonly failure: 'malformed' | 'too much text' };

/** Shorter texts stay texts. */
const LEAST_FILE = 2 ** 16;

const { body, mostText } = workerData as JsonTask;
const files: ArrayBuffer[] = [];
const answer = answerTo();
try {
  parentPort!.postMessage(answer, files);
} catch {
  parentPort!.postMessage({ failure: 'malformed' } satisfies JsonAnswer); // nested deeper than can be told
}

function answerTo(): JsonAnswer {
  const value = parsed();
  if (value === null) return { failure: 'malformed' };
  const text = body.length - takeFiles(value);
  return text > mostText ? { failure: 'too much text' } : { value };
}

function parsed(): object | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}

/** Puts bytes in place of every long text that is base64; returns how long these were together. */
function takeFiles(root: object): number {
  let length = 0;
  const pending: object[] = [root];
  for (let parent = pending.pop(); parent; parent = pending.pop()) {
    for (const [key, value] of Object.entries(parent) as [string, unknown][]) {
      if (typeof value === 'object' && value !== null) pending.push(value);
      if (typeof value !== 'string' || value.length < LEAST_FILE) continue;
      const decoded = decodeBase64(value);
      if (!decoded) continue;
      const bytes = new Uint8Array(decoded); // a memory of its own, which can be moved
      length += value.length;
      files.push(bytes.buffer);
      (parent as Record<string, unknown>)[key] = bytes;
    }
  }
  return length;
}
