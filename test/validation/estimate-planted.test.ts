import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStepThreads, type StepThreads } from '../../jobs/step-threads.js';
import { presets } from '../../src/estimation/presets.js';
import { gaussianClasses } from '../../validation/data/gaussian-classes.js';
import { estimatePlanted } from '../../validation/estimate-planted.js';
import { sampleErrors } from '../../validation/sample-errors.js';
import { mean } from '../../validation/statistics.js';
import { withoutClassifiers } from '../../validation/uninformed-scores.js';

describe('an estimation without a database', () => {
  let threads: StepThreads;
  beforeAll(async () => (threads = await openStepThreads(2)));
  afterAll(() => threads.close());

  const { classifier, ...rest } = presets['fast']!;
  const config = {
    ...rest,
    classifier: { ...classifier, candidates: ['logistic'] as const },
    uncertainty: { bootstrap: 50, confidence: 0.9, repetitions: 2, permutations: 3 },
  };

  it('gives all that a run would store', async () => {
    const dataset = gaussianClasses({ samples: 500 }, 1);
    const { columns, summary, aggregates, steps } = await estimatePlanted(threads, dataset, config, 1);
    // log-linear truth, 500 samples: an error of about .08 in a component, .3 were it noise alone.
    expect(sampleErrors(columns, dataset.truth).rmse.r).toBeLessThan(0.15);
    expect(mean(columns.r)).toBeCloseTo(aggregates.overall.means!.r, 12);
    expect(summary.means!.r).toBe(aggregates.overall.means!.r);
    const { low, high } = summary.intervals!.raw.r;
    expect(low).toBeLessThan(high);
    expect(summary.permutationTest!.pValues.I12).toBe(0.25);
    expect(summary.warnings.map(({ code }) => code)).not.toContain('IDENTITY_VIOLATED');
    expect(steps.filter(({ kind }) => kind === 'CLASSIFIER')).toHaveLength(30);
  });

  it('fits densities alone when classifiers know nothing', async () => {
    const dataset = gaussianClasses({ samples: 500 }, 1);
    const plain = { ...config, uncertainty: presets['fast']!.uncertainty };
    const { columns } = await estimatePlanted(threads, withoutClassifiers(dataset), plain, 1);
    const full = await estimatePlanted(threads, dataset, plain, 1);
    expect(columns.h1).toEqual(full.columns.h1);
    expect(columns.h2).toEqual(full.columns.h2);
    expect(Math.max(...columns.i12.map(Math.abs))).toBeLessThan(0.1); // the classes' shares are not quite even
  });
});
