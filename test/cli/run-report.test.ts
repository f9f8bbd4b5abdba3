import { describe, expect, it } from 'vitest';
import type { IntervalsDocument } from '../../src/actions/interval-document.js';
import type { RunDocument } from '../../src/actions/run-document.js';
import { runReport } from '../../src/cli/run-report.js';
import { overrideConfig } from '../../src/actions/override-config.js';
import { presets } from '../../src/estimation/presets.js';

const means = { R: 0.7, U1: 0.25, U2: -0.05, S: 0.1 };
const adjusted = { R: 0.65, U1: 0.3, U2: 0, S: 0.05 };
const evidence = { R: 0.6, U1: 0.35, U2: 0.05, S: 0 };
const information = { I1: 0.95, I2: 0.65, I12: 1 };
const around = (value: number) => ({ low: value - 0.125, high: value + 0.125 });
const intervals: IntervalsDocument = {
  confidence: 0.975,
  raw: { R: around(0.7), U1: around(0.25), U2: around(-0.05), S: around(0.1) },
  adjusted: { R: around(0.65), U1: around(0.3), U2: around(0), S: around(0.05) },
  evidence: { R: around(0.6), U1: around(0.35), U2: around(0.05), S: around(0) },
  information: { I1: around(0.95), I2: around(0.65), I12: around(1) },
};
const classifier = {
  modality: 'a',
  accuracy: 0.9,
  logLoss: 0.3,
  calibration: { error: 0.01, errorByChance: 0.01 },
  candidates: [],
};
const density = {
  modality: 'a',
  kind: 'continuous',
  meanSurprisal: 1,
  gaussianSurprisal: 1,
  columnsLeftOut: { constant: 0, duplicate: 0, collinear: 0 },
} as const;
const row = { ...adjusted, raw: means, adjusted, evidence, information, saturated: 0.5, intervals };

const complete = {
  run: {
    id: '00000000-0000-0000-0000-000000000000',
    status: 'COMPLETED',
    error: null,
    dataset: 'birds',
    modalities: ['bill', 'body'],
    seed: 1,
    preset: 'accurate',
    engine: 'plain',
    progress: 1,
    seconds: 12.34,
    samples: 300,
    classes: 2,
    config: presets['accurate']!,
  },
  unit: 'nats',
  raw: means,
  adjusted,
  adjustment: { offset: -0.05, rule: 'negative-uniqueness' },
  evidence,
  information,
  saturated: 0.5,
  comparability: 'standardized',
  diagnostics: {
    nonFiniteCount: 0,
    identityError: 0,
    classifiers: { first: classifier, second: classifier, both: classifier },
    densities: { first: density, second: density },
    warnings: [
      { code: 'UNDER_TRAINED', message: 'The classifier of bill was still improving.' },
      { code: 'MIXED_KINDS', message: 'bill is discrete and body is continuous.' },
    ],
  },
  sensitivity: {
    offsets: [-1, 0, 1],
    R: [0.9, 0.7, 0.625],
    U1: [0, 0, 0],
    U2: [0, 0, 0],
    S: [0, 0, 0],
    limits: { negative: { ...means, R: 0.95 }, positive: { ...means, R: 0.65 } },
  },
  intervals,
  permutationTest: {
    permutations: 99,
    observed: { I1: 1, I2: 1, I12: 1, R: 1, S: 1 },
    pValues: { I1: 0.01, I2: 0.02, I12: 0.01, R: 0.5, S: null },
  },
  classes: [
    { label: 'Adelie', n: 200, ...row },
    {
      label: 'a name\nof two lines, longer than anybody would want to read',
      n: 100,
      ...row,
      intervals: null,
    },
  ],
} as const satisfies RunDocument;

describe('the report of a run', () => {
  it('has a table of means, the ends of intervals under them, aligned', () => {
    const [, , ...lines] = runReport(complete, 'lsmi').split('\n');
    const table = lines.slice(0, lines.indexOf(''));
    expect(table).toEqual([
      'class                               n      R     U1      U2       S     I1     I2    I12',
      'Adelie                            200  0.650  0.300   0.000   0.050  0.950  0.650  1.000',
      '  97.5% low                            0.525  0.175  -0.125  -0.075  0.825  0.525  0.875',
      '        high                           0.775  0.425   0.125   0.175  1.075  0.775  1.125',
      'a name of two lines, longer tha…  100  0.650  0.300   0.000   0.050  0.950  0.650  1.000',
      'all                               300  0.650  0.300   0.000   0.050  0.950  0.650  1.000',
      '  97.5% low                            0.525  0.175  -0.125  -0.075  0.825  0.525  0.875',
      '        high                           0.775  0.425   0.125   0.175  1.075  0.775  1.125',
    ]);
  });

  it.each([
    [0.57, '57%'],
    [0.999, '99.9%'],
    [0.99999999, '99.999999%'],
    [0.999999999999, '99.9999999999%'],
  ])('shows a confidence of %d as it is', (confidence, percent) => {
    const report = runReport({ ...complete, intervals: { ...intervals, confidence } }, 'lsmi');
    expect(report).toContain(`\n  ${percent} low`);
    expect(report).toContain(`\n  ${' '.repeat(percent.length)} high`);
  });

  it('says in a line each what to know', () => {
    const lines = runReport(complete, 'lsmi').split('\n');
    expect(lines.slice(-6)).toEqual([
      'Raw means: R 0.700, U1 0.250, U2 -0.050, S 0.100. The paper’s adjustment moved 0.050 from R and S to U1 and U2: adjusted R is then min(I1, I2).',
      'For 50% of samples the densities alone chose which information is shared.',
      'Raw R is 0.700; with the densities on another scale it could be anything from 0.625 to 0.950.',
      'p-values, 99 label permutations (R, S raw LSMI): I1 0.010, I2 0.020, I12 0.010, R 0.500, S –.',
      'Warning UNDER_TRAINED: The classifier of bill was still improving.',
      'Warning MIXED_KINDS: bill is discrete and body is continuous.',
    ]);
  });

  it('shows means and intervals of the evidence rule, and nothing that is about densities', () => {
    const report = runReport(complete, 'evidence');
    expect(report).toMatch(/^Adelie +200 +0\.600 +0\.350 +0\.050 +0\.000 +0\.950 +0\.650 +1\.000$/m);
    expect(report).toMatch(/^ +97\.5% low +0\.475 +0\.225 +-0\.075 +-0\.125 +0\.825 +0\.525 +0\.875$/m);
    expect(report).toContain('Warning UNDER_TRAINED');
    expect(report).toContain('One warning is about LSMI alone: see --method lsmi.');
    expect(report).not.toMatch(/MIXED_KINDS|densities alone|another scale|adjustment/);
  });

  it('names the values that are not the preset’s', () => {
    expect(runReport(complete, 'lsmi')).not.toContain('With ');
    const config = overrideConfig(presets['accurate']!, {
      comparability: 'common-dimension',
      density: { components: [1, 2] },
    });
    const report = runReport({ ...complete, run: { ...complete.run, config } }, 'lsmi');
    expect(report).toContain('\nWith density.components=[1,2], comparability=common-dimension.\n');
  });

  it('breaks sentences, not the table, at the width of the terminal', () => {
    const report = runReport(complete, 'lsmi', 60);
    const [head, ...others] = report.split('\n\n');
    for (const line of [head!, ...others.slice(1)].join('\n').split('\n')) {
      expect(line.length).toBeLessThanOrEqual(60);
    }
    const unbroken = runReport(complete, 'lsmi');
    expect(report.replaceAll('\n  ', ' ')).toBe(unbroken.replaceAll('\n  ', ' '));
    expect(report.split('\n\n')[1]).toBe(unbroken.split('\n\n')[1]);
  });

  it('says nothing of an adjustment by rounding, nor of a choice that moves nothing', () => {
    const same = { ...means, R: 0.7000001 };
    const report = runReport(
      {
        ...complete,
        adjustment: { offset: -1e-10, rule: 'negative-uniqueness' },
        sensitivity: {
          ...complete.sensitivity,
          R: [0.7, 0.7, 0.7],
          limits: { negative: same, positive: same },
        },
      },
      'lsmi',
    );
    expect(report).toContain('Whatever the scale of the densities, raw R is 0.700.');
    expect(report).not.toMatch(/moved|densities alone/);
  });

  it('is short where there is little to say', () => {
    const plain = {
      ...complete,
      adjustment: { offset: 0, rule: 'none' },
      sensitivity: null,
      saturated: null,
      intervals: null,
      permutationTest: null,
      diagnostics: { ...complete.diagnostics, warnings: [] },
      classes: complete.classes.map((one) => ({ ...one, intervals: null })),
    };
    const report = runReport(plain, 'lsmi');
    expect(report.split('\n')).toHaveLength(9);
    expect(report).not.toMatch(/low|p-value|Warning|Raw|adjustment|densities/);
  });

  it('says why a run has no results', () => {
    const failed = { ...complete.run, status: 'FAILED', error: 'The run failed: no space.', progress: 0.5 };
    expect(runReport({ run: failed }, 'lsmi')).toBe(
      'Run 00000000-0000-0000-0000-000000000000: birds, bill and body, accurate preset, seed 1: failed at 50%. The run failed: no space.',
    );
  });
});
