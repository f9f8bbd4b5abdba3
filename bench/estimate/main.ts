import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFailure } from '../../src/domain/failure.js';
import { benchOptions, type BenchOptions } from './bench-options.js';
import type { BenchSection } from './bench-section.type.js';
import { thisMachine } from './machine.js';
import { renderPage } from './render-page.js';
import { readResults, writeResults } from './results-file.js';
import { allSections } from './sections/all-sections.js';

/** `npm run bench:estimate`: runs sections, keeps their figures, writes docs/PERFORMANCE.md from all there are. */
async function bench({ sections, results, page, ...options }: BenchOptions): Promise<void> {
  for (const section of allSections.filter(({ name }) => sections.includes(name))) {
    const figures = await runSection(section, options);
    if (figures === null) continue;
    writeResults(results, figures);
    process.stdout.write(`\n${section.render(figures.figures)}\n\n`);
  }
  mkdirSync(page, { recursive: true });
  writeFileSync(
    join(page, 'PERFORMANCE.md'),
    renderPage(allSections, (name) => readResults(results, name)),
  );
}

async function runSection(
  section: BenchSection,
  options: Pick<BenchOptions, 'size' | 'data' | 'large'>,
): Promise<Parameters<typeof writeResults>[1] | null> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const progress = (message: string): void => {
    process.stderr.write(`${seconds().toFixed(0).padStart(5)} s  ${section.name}: ${message}\n`);
  };
  const folder = mkdtempSync(join(tmpdir(), 'interlens-bench-'));
  chmodSync(folder, 0o755); // run by root, the database server has another account
  try {
    const machine = thisMachine();
    const figures = await section.run({ ...options, folder, progress });
    progress(figures === null ? 'nothing to run on, left as it was' : 'done');
    if (figures === null) return null;
    return { section: section.name, size: options.size, machine, wallSeconds: seconds(), figures };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  await bench(benchOptions(process.argv.slice(2), allSections.map(({ name }) => name))); // prettier-ignore
} catch (error) {
  if (!(error instanceof InputFailure)) throw error;
  process.stderr.write(`bench:estimate: ${error.message}\n`);
  process.exitCode = 2;
}
