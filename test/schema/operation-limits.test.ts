import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LIMITS, operationCost } from '../../schema/access/operation-limits.js';

describe('the cost of an operation', () => {
  const schema = buildSchema(readFileSync(join(import.meta.dirname, '../../schema/schema.graphql'), 'utf8'));
  const costOf = (text: string, variables: Record<string, unknown> = {}): number =>
    operationCost(schema, parse(text), null, variables);

  it.each([
    ['{ __typename }', 0],
    ['{ runs(first: 10) { nodes { id } } }', 1 + 10],
    ['{ runs { nodes { id dataset { name } } } }', 1 + 50 * 2],
    [
      '{ run(id: "x") { interactions(first: 1000) { nodes { r u1 u2 s spread { r } } } } }',
      1 + 10 + 1000 * 2,
    ],
    ['{ run(id: "x") { interactions(last: 20) { edges { node { r } } } } }', 1 + 10 + 20 * 2],
    ['{ run(id: "x") { aggregate(groupBy: [LABEL]) { label mean { r } } } }', 1 + 20 + 1],
    ['{ run(id: "x") { interactionColumns(limit: 2000) { sampleId s } } }', 1 + 10 + 4],
    [
      '{ run(id: "x") { ...page } } fragment page on EstimationRun { interactions(first: 5) { nodes { r } } }',
      16,
    ],
  ])('%s', (text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  it('knows sizes that come as variables', () => {
    const text = 'query ($first: Int) { runs(first: $first) { nodes { id } } }';
    expect(costOf(text, { first: 7 })).toBe(8);
    expect(costOf(text)).toBe(51);
    expect(costOf(text, { first: 'many' })).toBe(51); // refused later, for what it is
    expect(costOf(text, { first: null })).toBe(51);
    const usual = 'query ($first: Int = 900) { runs(first: $first) { nodes { id } } }';
    expect(costOf(usual)).toBe(901);
    expect(costOf(usual, { first: 3 })).toBe(4);
    const either =
      'query ($first: Int) { run(id: "x") { interactions(first: $first, last: 1000) { nodes { r } } } }';
    expect(costOf(either, { first: null })).toBe(1 + 10 + 1000);
    const columns = 'query ($limit: Int) { run(id: "x") { interactionColumns(limit: $limit) { ...C } } } fragment C on InteractionColumns { r s ... { u1 u2 } }'; // prettier-ignore
    expect(costOf(columns, { limit: 1000 })).toBe(1 + 10 + 4);
    expect(costOf(columns, { limit: null })).toBe(1 + 10 + 4000);
  });

  it('knows what reads all records of a run, and lists that no argument bounds', () => {
    const filtered = '{ run(id: "x") { aggregate(filter: { s: { min: 1 } }) { count } } }';
    expect(costOf(filtered)).toBe(1 + 400);
    expect(() =>
      costOf('{ series(name: "x") { runs { run { quantiles(component: S) { values } } } } }'),
    ).toThrow('would cost');
    expect(
      costOf('{ series(name: "x") { interactionSeries { points { aggregate { count } } } } }'),
    ).toBeLessThan(LIMITS.cost);
  });

  const nested = (levels: number): string =>
    `{ runs(first: 1) { nodes { ${'dataset { runs(first: 1) { nodes { '.repeat(levels)} id ${'} } }'.repeat(levels)} } } }`;
  const fragments = (count: number, body: (index: number) => string): string =>
    Array.from(
      { length: count },
      (_, index) => `fragment f${String(index)} on Query { ${body(index)} }`,
    ).join(' ');

  it.each([
    ['deep', nested(10), 'TOO_DEEP'],
    [
      'wide',
      `{ ${Array.from({ length: 101 }, (_, i) => `a${String(i)}: __typename`).join(' ')} }`,
      'TOO_MANY_ALIASES',
    ],
    ['of a long alias', `{ ${'a'.repeat(101)}: __typename }`, 'TOO_LARGE'],
    ['repeated', `{ ${'__typename '.repeat(21)} }`, 'TOO_LARGE'],
    [
      'of fragments that double',
      `{ ...f0 } ${fragments(40, (i) => `...f${String(i + 1)} ...f${String(i + 1)}`)}`,
      'TOO_DEEP',
    ],
    [
      'of fragments that double and are flat',
      `{ ${'...f0 '.repeat(2001)} } fragment f0 on Query { __typename }`,
      'TOO_LARGE',
    ],
    [
      'of fragments in a circle',
      '{ ...f0 } fragment f0 on Query { ...f1 } fragment f1 on Query { ...f0 }',
      'TOO_DEEP',
    ],
    [
      'of pages within pages',
      '{ runs(first: 1000) { nodes { interactions(first: 1000) { nodes { r } } } } }',
      'TOO_COSTLY',
    ],
    [
      'of columns',
      '{ run(id: "x") { a: interactionColumns { r u1 u2 s i1 i2 } b: interactionColumns { r u1 u2 s i1 i2 } } }',
      'TOO_COSTLY',
    ],
    [
      'costly in an operation that is not asked for',
      `query A { __typename } query B ${nested(10)}`,
      'TOO_DEEP',
    ],
  ])('refuses what is %s', (_, text, code) => {
    expect(() => operationCost(schema, parse(text), _.includes('not asked') ? 'A' : null, {})).toThrow(
      expect.objectContaining({ code }) as Error,
    );
  });

  it('lets GraphiQL ask for the schema', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    expect(costOf(getIntrospectionQuery())).toBeLessThan(LIMITS.cost);
  });
});
