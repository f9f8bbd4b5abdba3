import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStepThreads, type StepThreads } from '../../../jobs/step-threads.js';
import { openDensityThreads, type DensityThreads } from '../../../validation/density/density-threads.js';
import { readFigures, writeFigures } from '../../../validation/figures-file.js';
import { renderPage } from '../../../validation/render-page.js';
import { runSection } from '../../../validation/run-section.js';
import { allSections } from '../../../validation/sections/all-sections.js';
import { logic } from '../../../validation/sections/logic.js';
import { projection } from '../../../validation/sections/projection.js';
import { real } from '../../../validation/sections/real.js';

describe('the validation suite, tiny', () => {
  let threads: StepThreads;
  let densities: DensityThreads;
  let folder: string;
  beforeAll(async () => {
    threads = await openStepThreads(2);
    densities = openDensityThreads(2);
    folder = mkdtempSync(join(tmpdir(), 'interlens-validation-'));
  });
  afterAll(async () => {
    await threads.close();
    await densities.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('runs sections, keeps their figures and renders the page from them', async () => {
    const messages: string[] = [];
    const progress = (message: string): void => void messages.push(message);
    const context = { threads, densities, size: 'tiny', data: null, progress } as const;
    for (const section of [logic, projection]) writeFigures(folder, (await runSection(section, context))!);
    expect(messages).toContain('XOR');
    const record = readFigures(folder, 'logic')!;
    expect(record).toMatchObject({ section: 'logic', size: 'tiny', made: { threads: 2 } });
    expect(record.cpuSeconds).toBeGreaterThan(0);

    const page = renderPage(allSections, (name) => readFigures(folder, name));
    expect(page).toContain('they mean nothing');
    // Leave-one-out frequencies of 400 samples: off by the order of 1/100, and so a requirement that fails.
    const [, found] = /^\| RDN, raw \| 0\.6931, 0\.0000, 0\.0000, 0\.0000 \| (0\.69\d\d), /m.exec(page)!;
    expect(Math.abs(Number(found) - Math.LN2)).toBeLessThan(0.005);
    expect(page).toMatch(
      /\| logic: largest error of a mean, raw \| 0\.01\d\d \| ≤ 0\.0020 \| \*\*fail\*\* \|/,
    );
    expect(page).toMatch(/\| 4 factors d=40, N = 100 \| \d\.\d\d \| \d\.\d\d \|/);
    expect(page).toContain('Not run yet: `entropy`, ');
    expect(page).not.toMatch(/NaN|undefined|\[object/);
  });

  it('gives the same figures whichever thread was first', async () => {
    const context = { threads, densities, size: 'tiny', data: null, progress: () => undefined } as const;
    expect(await logic.run(context)).toEqual(await logic.run(context));
  });

  it('leaves out what has nothing to run on', async () => {
    const context = { threads, densities, size: 'tiny', data: folder, progress: () => undefined } as const;
    expect(await runSection(real, context)).toBeNull();
    expect(await runSection(real, { ...context, data: null })).toBeNull();
    expect(readFigures(folder, 'real')).toBeNull();
  });
});
