import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStepThreads } from '../jobs/step-threads.js';
import { InputFailure } from '../src/domain/failure.js';
import { openDensityThreads } from './density/density-threads.js';
import { readFigures, writeFigures } from './figures-file.js';
import { renderPage } from './render-page.js';
import { runSection } from './run-section.js';
import { allSections } from './sections/all-sections.js';
import { validateOptions, type ValidateOptions } from './validate-options.js';

/** `npm run validate`: runs sections, keeps their figures, writes docs/VALIDATION.md from all figures there are. */
async function validate({ sections, size, output, data, threads: count }: ValidateOptions): Promise<void> {
  const threads = await openStepThreads(count);
  const densities = openDensityThreads(count);
  const start = performance.now();
  const progress = (message: string): void => {
    const seconds = ((performance.now() - start) / 1000).toFixed(0).padStart(5);
    process.stderr.write(`${seconds} s  ${message}\n`);
  };
  try {
    for (const section of allSections.filter(({ name }) => sections.includes(name))) {
      progress(section.name);
      const ofSection = (message: string): void => progress(`${section.name}: ${message}`);
      const record = await runSection(section, { threads, densities, size, data, progress: ofSection });
      if (record === null) {
        ofSection('nothing to run on, left as it was');
        continue;
      }
      writeFigures(output, record);
      ofSection(`done, ${record.cpuSeconds.toFixed(0)} s of processor time`);
    }
  } finally {
    await threads.close();
    await densities.close();
  }
  writeFileSync(
    join(output, 'VALIDATION.md'),
    renderPage(allSections, (name) => readFigures(output, name)),
  );
}

try {
  await validate(validateOptions(process.argv.slice(2), allSections.map(({ name }) => name))); // prettier-ignore
} catch (error) {
  if (!(error instanceof InputFailure)) throw error;
  process.stderr.write(`validate: ${error.message}\n`);
  process.exitCode = 2;
}
