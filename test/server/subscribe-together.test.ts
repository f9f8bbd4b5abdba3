import { Readable } from 'node:stream';
import { buildSchema, parse, type ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { documentCache } from '../../src/server/document-cache.js';
import { subscribeTogether } from '../../src/server/subscribe-together.js';

const schema = buildSchema(`
  type Query { nothing: Int }
  type Subscription { count(after: Int): Count! }
  type Count { value(times: Int): Int! }
`);

/** Two events, which say how often they were executed. */
const twoEvents = (): { count: { value: (args: { times?: number }) => number } }[] =>
  [1, 2].map((number) => {
    let executions = 0;
    return { count: { value: ({ times = 1 }) => times * number + 100 * executions++ } };
  });

async function values(
  subscribed: Promise<AsyncIterable<ExecutionResult> | ExecutionResult>,
): Promise<unknown[]> {
  const results = await subscribed;
  if (!(Symbol.asyncIterator in results)) throw new Error('no stream');
  const all: unknown[] = [];
  for await (const { data } of results) all.push((data as { count: { value: number } }).count.value);
  return all;
}

describe('subscribing together', () => {
  const subscribe = subscribeTogether();
  const follow = (
    events: readonly object[],
    query: string,
    variableValues: Record<string, unknown> = {},
    operationName?: string,
  ): Promise<unknown[]> =>
    values(
      subscribe({
        schema,
        document: parse(query),
        variableValues,
        operationName: operationName ?? null,
        subscribeFieldResolver: () => Readable.from(events),
      }),
    );

  it('executes an event once for those who ask for the same, wherever they begin', async () => {
    const events = twoEvents();
    const query = 'subscription ($after: Int) { count(after: $after) { value } }';
    expect(await follow(events, query, { after: 0 })).toEqual([1, 2]);
    expect(await follow(events, query, { after: 7 })).toEqual([1, 2]);
  });

  it('executes it again for whoever asks for something else: a variable, a directive, an operation', async () => {
    const events = twoEvents();
    const times = 'subscription ($t: Int) { count { value(times: $t) } }';
    expect(await follow(events, times, { t: 1 })).toEqual([1, 2]);
    expect(await follow(events, times, { t: 2 })).toEqual([102, 104]);
    const skipped = 'subscription ($s: Boolean!) { count { value other: value @skip(if: $s) } }';
    expect(await follow(events, skipped, { s: true })).toEqual([201, 202]);
    expect(await follow(events, skipped, { s: false })).toEqual([301, 302]);
    const two = 'subscription A { count { value } } subscription B { count { value(times: 3) } }';
    expect(await follow(events, two, {}, 'A')).toEqual([501, 502]); // 401 was the field `other`
    expect(await follow(events, two, {}, 'B')).toEqual([603, 606]);
    expect(await follow(events, two, {}, 'A')).toEqual([501, 502]);
  });

  it('gives back why there is nothing to follow', async () => {
    const document = parse('subscription ($after: Int!) { count(after: $after) { value } }');
    expect(await subscribe({ schema, document, variableValues: { after: 'x' } })).toMatchObject({
      errors: [{ message: expect.stringContaining('$after') as string }],
    });
  });
});

describe('the cache of documents', () => {
  it('parses and validates a text once, and keeps no more than a hundred', () => {
    const cache = documentCache(true);
    const first = cache.parse('{ nothing }');
    expect(cache.parse('{ nothing }')).toBe(first);
    expect(cache.validate(schema, first)).toBe(cache.validate(schema, first));
    for (let index = 0; index < 99; index += 1) cache.parse(`{ a${index}: nothing }`);
    expect(cache.parse('{ nothing }')).toBe(first);
    for (let index = 0; index < 100; index += 1) cache.parse(`{ b${index}: nothing }`);
    expect(cache.parse('{ nothing }')).not.toBe(first);
    expect(cache.validate(schema, cache.parse('{ missing }'))).toHaveLength(1);
    expect(() => cache.parse('{')).toThrow('Syntax Error');
  });
});
