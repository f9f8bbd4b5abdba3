import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { MeanComponents } from '../../src/estimation/adjustment.js';
import { findAdjustment } from '../../src/estimation/adjustment.js';
import { evidence, lsmi, type Components, type Primitives } from '../../src/estimation/decomposition.js';
import { PLANTED_TYPES, plantedMixture } from '../estimation/planted-mixture.js';
import { adjusted, exactPrimitives, logicTasks } from '../estimation/truth-tables.js';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/DECOMPOSITIONS.md'), 'utf8');

/** The cells of the page's table row that begins with `head`. */
function cells(head: string): string[] {
  const row = page.split('\n').find((line) => line.startsWith(`| ${head}`));
  return row!.split('|').slice(2, -1);
}

function numbers(cell: string): number[] {
  return cell.replaceAll('−', '-').split(',').map(Number);
}

function means(rule: (primitives: Primitives) => Components, all: readonly Primitives[]): MeanComponents {
  const mean = (name: keyof Components): number =>
    all.reduce((sum, one) => sum + rule(one)[name], 0) / all.length;
  return { R: mean('r'), U1: mean('u1'), U2: mean('u2'), S: mean('s') };
}

const values = ({ R, U1, U2, S }: MeanComponents): number[] => [R, U1, U2, S];

function expectClose(actual: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(tolerance);
  });
}

describe('docs/DECOMPOSITIONS.md', () => {
  // The page gives four decimals: half of the last one is what rounding may take.
  it.each(Object.entries(logicTasks))('has the exact values of %s', (name, { outcomes }) => {
    const primitives = exactPrimitives(outcomes);
    const raw = means(lsmi, primitives);
    const [ofRaw, ofAdjusted, ofEvidence] = cells(`${name} `).map(numbers);
    expectClose(ofRaw!, values(raw), 5.1e-5);
    expectClose(ofAdjusted!, values(adjusted(raw)), 5.1e-5);
    expectClose(ofEvidence!, values(means(evidence, primitives)), 5.1e-5);
  });

  // 20,000 samples: shares have a standard error below .004 (unique ones .005), means below .005.
  it('has the shares and means of the planted mixture', () => {
    const samples = plantedMixture(20_000, 0.3, 1);
    const primitives = samples.map(({ exact }) => exact);
    const raw = means(lsmi, primitives);
    const { offset } = findAdjustment(raw);
    const moved = (one: Primitives): Components => {
      const { r, u1, u2, s } = lsmi(one);
      return { r: r + offset, u1: u1 - offset, u2: u2 - offset, s: s + offset };
    };
    const named = (rule: (one: Primitives) => Components, types: readonly string[]): number => {
      const members = samples.filter(({ type }) => types.includes(type));
      return members.filter((sample) => largest(rule(sample.exact)) === sample.type).length / members.length;
    };
    const percent = (cell: string): number => Number.parseInt(cell) / 100;
    for (const [head, types] of [
      ['samples whose largest', PLANTED_TYPES],
      ['… of the unique', ['u1', 'u2']],
    ] as const) {
      const [ofLsmi, ofEvidence] = cells(head).map(percent);
      expect(Math.abs(named(moved, types) - ofLsmi!)).toBeLessThan(0.015);
      expect(Math.abs(named(evidence, types) - ofEvidence!)).toBeLessThan(0.015);
    }
    const [ofLsmi, ofEvidence] = cells('means R, U1, U2, S').map(numbers);
    expectClose(ofLsmi!, values(means(moved, primitives)), 0.015);
    expectClose(ofEvidence!, values(means(evidence, primitives)), 0.015);
  });

  it('asks what the schema answers', () => {
    const schema = buildSchema(readFileSync(join(root, 'schema/schema.graphql'), 'utf8'));
    const queries = [...page.matchAll(/```graphql\n([^]*?)```/g)].map(([, query]) => query!);
    expect(queries).toHaveLength(1);
    for (const query of queries) expect(validate(schema, parse(query))).toEqual([]);
  });
});

function largest(parts: Components): string {
  return PLANTED_TYPES.reduce((best, name) => (parts[name] > parts[best] ? name : best));
}
