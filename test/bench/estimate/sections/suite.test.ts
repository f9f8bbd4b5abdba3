import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thisMachine } from '../../../../bench/estimate/machine.js';
import { renderPage } from '../../../../bench/estimate/render-page.js';
import { readResults, writeResults } from '../../../../bench/estimate/results-file.js';
import { allSections } from '../../../../bench/estimate/sections/all-sections.js';
import { growth } from '../../../../bench/estimate/sections/growth.js';
import { sgemm } from '../../../../bench/estimate/sections/sgemm.js';
import { steps } from '../../../../bench/estimate/sections/steps.js';
import { threads } from '../../../../bench/estimate/sections/threads.js';

describe('the benchmark, tiny', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('runs sections, keeps their figures and renders the page from them', { timeout: 180_000 }, async () => {
    const messages: string[] = [];
    const progress = (message: string): void => void messages.push(message);
    const context = { size: 'tiny', data: null, large: false, folder, progress } as const;
    for (const section of [steps, sgemm, threads, growth]) {
      const figures = await section.run(context);
      const record = {
        section: section.name,
        size: 'tiny',
        machine: thisMachine(),
        wallSeconds: 1,
        figures,
      } as const;
      writeResults(folder, record);
    }
    expect(messages).toContain('KNIFE, d = 10');

    const page = renderPage(allSections, (name) => readResults(folder, name));
    expect(page).toContain('they mean nothing');
    expect(page).toMatch(
      /\| steps: KNIFE, d = 10: times as fast as TensorFlow.js wasm \| \d+\.\d \| ≥ 12.0 \|/,
    );
    expect(page).toMatch(/\| sgemm: GFLOP\/s of a thread, 512³ \| \d+\.\d \| ≥ \d+\.\d \|/);
    expect(page).toContain('bit for bit on any number of threads (1: yes), fast | 1 | ≥ 1 | pass |');
    expect(page).toContain('Not run yet: `runs`, `responsiveness`.');
    expect(page).not.toMatch(/NaN|undefined|\[object/);
  });

  it('leaves out what has nothing to run on', () => {
    expect(readResults(folder, 'runs')).toBeNull();
  });
});
